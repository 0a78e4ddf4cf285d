import { TerraformBackend, TerraformRemoteState } from "cdktf";
import { Construct } from "constructs";

/** Arguments of the `s3` backend in Terraform's spelling. */
export interface S3BackendArguments {
  readonly key: string;
  readonly encrypt: boolean;
  readonly bucket?: string;
  readonly dynamodb_table?: string;
  readonly kms_key_id?: string;
  readonly use_lockfile?: boolean;
}

/** The `s3` backend with any argument left to `terraform init`. cdktf's own class demands the bucket at synth. */
export class PartialS3Backend extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly args: S3BackendArguments,
  ) {
    super(scope, "backend", "s3");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.args };
  }

  /** @throws Error always: stacks of this project do not read each other's state */
  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error("no stack reads the state of another: pass names by Terraform variables instead");
  }
}
