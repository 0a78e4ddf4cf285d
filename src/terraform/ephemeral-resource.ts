import { ref, TerraformElement, Token } from "cdktf";
import { Construct } from "constructs";

/** A condition that Terraform checks when it opens the ephemeral resource (at plan and at apply). */
export interface EphemeralPostcondition {
  /** Expression without `${}`; `self` is the ephemeral resource. */
  readonly condition: string;
  /** Shown when the condition is false. Never interpolate the value itself here. */
  readonly errorMessage: string;
}

export interface EphemeralResourceProps {
  /** Type in Terraform's spelling, for example `aws_secretsmanager_random_password`. */
  readonly type: string;
  /** Arguments in Terraform's spelling (snake case). */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** @default - no conditions */
  readonly postconditions?: readonly EphemeralPostcondition[];
}

/**
 * A Terraform ephemeral resource: its values exist while Terraform runs and enter neither plan nor state.
 * cdktf 0.21 has no construct for it. Needs Terraform 1.10; write-only arguments that take its values need 1.11.
 */
export class EphemeralResource extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EphemeralResourceProps,
  ) {
    super(scope, id, props.type);
  }

  /** A reference to one attribute, to be used in write-only arguments only. */
  attribute(name: string): string {
    return Token.asString(ref(this.expression(name)));
  }

  /** The same as text inside a Terraform expression. */
  expression(name: string): string {
    return `ephemeral.${this.props.type}.${this.friendlyUniqueId}.${name}`;
  }

  override toTerraform(): object {
    const postcondition = (this.props.postconditions ?? []).map(({ condition, errorMessage }) => ({
      condition: `\${${condition}}`,
      error_message: errorMessage,
    }));
    const lifecycle = postcondition.length > 0 ? { lifecycle: { postcondition } } : {};
    return {
      ephemeral: { [this.props.type]: { [this.friendlyUniqueId]: { ...this.props.arguments, ...lifecycle } } },
    };
  }
}
