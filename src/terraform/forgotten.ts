import { TerraformElement } from "cdktf";
import { Construct } from "constructs";

/**
 * Resources of another shape of the stack, which hold data: where they are in the state, Terraform forgets them
 * instead of destroying them (`removed` blocks, Terraform 1.7). Elsewhere this does nothing.
 */
export class Forgotten extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly addresses: readonly string[],
  ) {
    super(scope, id);
  }

  override toTerraform(): object {
    return { removed: this.addresses.map((from) => ({ from, lifecycle: { destroy: false } })) };
  }
}
