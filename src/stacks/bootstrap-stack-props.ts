import { ciProblems, CiIdentities } from "../ci/ci-identities";
import { Adoption, adoptionProblems } from "../settings/adoption";
import { StatesProtection, statesProtectionProblems } from "../settings/data-protection";
import { LocalState } from "../state/local-state";
import { S3State } from "../state/s3-state";
import { stateProblems } from "../state/state";
import { Problem } from "../terraform/problem";
import { AwsProviderConstraint } from "../terraform/terraform-settings";

/** Whose key encrypts. */
export type BootstrapKeySource = "aws" | "new" | "given";
const KEY_SOURCES: readonly BootstrapKeySource[] = ["aws", "new", "given"];

/** The shape of the bootstrap stack. */
export interface BootstrapStackProps extends StatesProtection, Adoption {
  /** Local before the bucket exists, then in the bucket itself: `npm run bootstrap:migrate`. */
  readonly state: LocalState | S3State;
  /**
   * What encrypts states, lock table and secrets: AWS's own keys, a new KMS key, or the one of the variable `kms_key_arn`.
   * @default "aws" - AWS's own keys, at no cost
   */
  readonly encryptionKey?: BootstrapKeySource;
  /**
   * Roles with which CI plans and applies mlflow stacks, for jobs that bring a token of their platform.
   * @default - no such roles
   */
  readonly ci?: CiIdentities;
  /**
   * Versions of the AWS provider that Terraform may choose. 5.100 is what was applied; 6 is only type-checked.
   * @default "~> 5.100"
   */
  readonly awsProvider?: AwsProviderConstraint;
}

/** Everything that is wrong with the props. */
export function bootstrapStackProblems(id: string, props: BootstrapStackProps): Problem[] {
  return [
    ...idProblems(id),
    ...stateProblems(props.state),
    ...adoptionProblems(props),
    ...keyProblems(props.encryptionKey ?? "aws"),
    ...statesProtectionProblems(props),
    ...(props.ci === undefined ? [] : ciProblems(props.ci)),
  ].map((problem) => ({ ...problem, where: `${id}: ${problem.where}` }));
}

/** A word that a program without types got wrong would quietly mean AWS's own keys. */
function keyProblems(source: string): Problem[] {
  if (KEY_SOURCES.some((known) => known === source)) return [];
  return [
    {
      where: "encryptionKey",
      given: JSON.stringify(source),
      allowed: KEY_SOURCES.map((known) => JSON.stringify(known)).join(", "),
      fix: "leave it out for AWS's own keys",
    },
  ];
}

/** One for each app: `mlflow` finds by name what it makes, and its state has one place. */
function idProblems(id: string): Problem[] {
  if (id === "bootstrap") return [];
  return [
    {
      where: "id",
      given: JSON.stringify(id),
      allowed: "bootstrap",
      fix: "a second environment is another secret_prefix, bucket and table with the same JSON",
    },
  ];
}
