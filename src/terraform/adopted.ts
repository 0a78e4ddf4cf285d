import { TerraformElement, TerraformResource } from "cdktf";

/**
 * A resource that exists already: the first apply imports it (`import` block, Terraform 1.5) instead of making it.
 * Once it is in the state the block does nothing, so it may stay.
 */
export class Adopted extends TerraformElement {
  /** @param importId what Terraform imports by: known at plan; a variable or a look-up may be in it (Terraform 1.6) */
  constructor(
    private readonly resource: TerraformResource,
    private readonly importId: string,
  ) {
    super(resource, "adopted");
  }

  override toTerraform(): object {
    return {
      import: [{ to: `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`, id: this.importId }],
    };
  }
}
