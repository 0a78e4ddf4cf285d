import { TerraformBackend, TerraformRemoteState } from "cdktf";
import { Construct } from "constructs";
import { HCP_HOSTNAME } from "./hcp-hostname";

/** Arguments of the `cloud` block in Terraform's spelling. */
export interface CloudArguments {
  readonly organization: string;
  readonly hostname?: string;
  readonly workspaces: { readonly name: string; readonly project?: string } | TaggedWorkspacesArguments;
}

interface TaggedWorkspacesArguments {
  readonly tags: readonly string[];
  readonly project?: string;
}

/** The `cloud` block. cdktf's own class runs `terraform version` at synth, which needs nothing but Node. */
export class CloudBlock extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly args: CloudArguments,
  ) {
    super(scope, "backend", "cloud");
  }

  override toTerraform(): object {
    return { terraform: { cloud: this.synthesizeAttributes() } };
  }

  /** cdktf's commands read which of both it is. */
  override toMetadata(): object {
    const cloud = (this.args.hostname ?? HCP_HOSTNAME) === HCP_HOSTNAME ? "tfc" : "tfe";
    return { backend: "cloud", cloud };
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.args };
  }

  /** @throws Error always: stacks of this project do not read each other's state */
  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error("no stack reads the state of another: pass names by Terraform variables instead");
  }
}
