import { Construct } from "constructs";
import { Problem } from "../terraform/problem";
import { PartialS3Backend } from "./partial-s3-backend";

/** State in S3 with a lock in DynamoDB. What is left out comes from `terraform init -backend-config=...`. */
export interface S3State {
  readonly type: "s3";
  /** @default - partial configuration: `-backend-config=bucket=...` */
  readonly bucket?: string;
  /** DynamoDB table with the key `LockID`. @default - partial configuration: `-backend-config=dynamodb_table=...` */
  readonly lockTable?: string;
  /**
   * Object in the bucket; one per environment.
   * @default "<stack id>/terraform.tfstate" - never the article's `state`: in its bucket that would plan the destruction of its database
   */
  readonly key?: string;
  /**
   * ARN of the KMS key that encrypts the state. Without it Terraform asks S3 for S3's own encryption, whatever the
   * default of the bucket is.
   * @default - S3's own encryption
   */
  readonly kmsKeyArn?: string;
  /**
   * Also locks by an object `<key>.tflock` beside the state. Terraform calls the DynamoDB lock deprecated; with both, every
   * writer is refused by either, so that all of a team can move on one after the other (docs/operations.md).
   * @default false
   */
  readonly lockFile?: boolean;
}

/** The object that a stack's state is. */
export function stateKey(stackId: string, { key }: S3State): string {
  return key ?? `${stackId}/terraform.tfstate`;
}

/** Emits the `s3` backend; the state is always encrypted. */
export function addS3Backend(stack: Construct, state: S3State): void {
  new PartialS3Backend(stack, {
    key: stateKey(stack.node.id, state),
    encrypt: true,
    ...(state.bucket === undefined ? {} : { bucket: state.bucket }),
    ...(state.lockTable === undefined ? {} : { dynamodb_table: state.lockTable }),
    ...(state.kmsKeyArn === undefined ? {} : { kms_key_id: state.kmsKeyArn }),
    ...(state.lockFile === true ? { use_lockfile: true } : {}),
  });
}

const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const TABLE = /^[A-Za-z0-9_.-]{3,255}$/;
const KMS_KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]{1,128}$/;
const KEY = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/;
/** The article's own deployment, and the state of the bootstrap stack. */
const TAKEN_KEYS: readonly string[] = ["state", "bootstrap/terraform.tfstate"];

/** What is wrong; `where` names the environment variable that usually carries the value. */
export function s3StateProblems({ bucket, lockTable, key, kmsKeyArn }: S3State): Problem[] {
  const problem = (where: string, given: string, allowed: string, fix: string): Problem => ({
    where,
    given: JSON.stringify(given),
    allowed,
    fix,
  });
  return [
    ...(bucket === undefined || BUCKET.test(bucket)
      ? []
      : [
          problem(
            "state.bucket (TF_STATE_BUCKET)",
            bucket,
            "3 to 63 lower-case letters, digits and hyphens",
            "give the name of the bucket alone, without s3:// and without a path",
          ),
        ]),
    ...(lockTable === undefined || TABLE.test(lockTable)
      ? []
      : [
          problem(
            "state.lockTable (TF_STATE_LOCK_TABLE)",
            lockTable,
            "3 to 255 letters, digits and _.-",
            "give the name of the DynamoDB table, not its ARN",
          ),
        ]),
    ...(kmsKeyArn === undefined || KMS_KEY_ARN.test(kmsKeyArn)
      ? []
      : [
          problem(
            "state.kmsKeyArn (TF_STATE_KMS_KEY_ARN)",
            kmsKeyArn,
            "the ARN of a key, arn:aws:kms:REGION:ACCOUNT:key/ID",
            "copy the output kms_key_arn of bootstrap; an alias or a bare id is not enough",
          ),
        ]),
    ...(key === undefined || (KEY.test(key) && !TAKEN_KEYS.includes(key))
      ? []
      : [
          problem(
            "state.key (TF_STATE_KEY)",
            key,
            "a path of letters, digits and _.- without a slash at either end; not `state` and not `bootstrap/terraform.tfstate`",
            "use one key for each environment, for example mlflow/dev.tfstate; `state` is where the article's own deployment lives",
          ),
        ]),
  ];
}
