import { TerraformElement } from "cdktf";
import { Construct } from "constructs";

export interface EphemeralResourceProps {
  /** Type in Terraform's spelling, for example `aws_secretsmanager_random_password`. */
  readonly type: string;
  /** Arguments in Terraform's spelling (snake case). */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * A Terraform ephemeral resource: its values exist while Terraform runs and enter neither plan nor state.
 * cdktf 0.21 has no construct for it. Needs Terraform 1.10; write-only arguments that take its values need 1.11.
 * It takes no pre- and postconditions on purpose: with one, `terraform show -json` of a plan crashes (1.11.4).
 */
export class EphemeralResource extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EphemeralResourceProps,
  ) {
    super(scope, id, props.type);
  }

  /** One attribute as text inside a Terraform expression, for write-only arguments only. */
  expression(name: string): string {
    return `ephemeral.${this.props.type}.${this.friendlyUniqueId}.${name}`;
  }

  override toTerraform(): object {
    return { ephemeral: { [this.props.type]: { [this.friendlyUniqueId]: { ...this.props.arguments } } } };
  }
}
