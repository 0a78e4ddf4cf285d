import { SECRET_NAMES, SecretName } from "../../settings/secrets";
import { at, listAt, numberAt, textAt } from "../json";

/** The variable that is raised for a new value of each secret. */
export const VERSION_VARIABLES: Readonly<Record<SecretName, string>> = {
  "oauth2-client-id": "oauth2_client_version",
  "oauth2-client-secret": "oauth2_client_version",
  "oauth2-cookie-secret": "oauth2_cookie_secret_version",
  "store-db-password": "database_password_version",
};

/** What the state of the bootstrap stack says. No value of a secret is ever in it. */
export interface BootstrapState {
  readonly lineage: string;
  readonly serial: number;
  /** How many resources it manages. */
  readonly resources: number;
  readonly bucket: string | undefined;
  readonly table: string | undefined;
  readonly secretPrefix: string | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly secrets: readonly SecretName[];
  /** AWS ends each with random letters, so one of them says which stack this is. */
  readonly secretArns: readonly string[];
  /** Secrets that were made by hand and whose values this stack never writes. */
  readonly adopted: readonly SecretName[];
  /** Version of the value that this stack wrote. */
  readonly versions: Readonly<Partial<Record<SecretName, number>>>;
}

/** Reads a state file of Terraform (version 4); `undefined` when it is none. */
export function parseState(json: string): BootstrapState | undefined {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return undefined;
  }
  const lineage = textAt(document, "lineage");
  const serial = numberAt(document, "serial");
  if (lineage === undefined || serial === undefined) return undefined;

  const managed = listAt(document, "resources").filter((resource) => textAt(resource, "mode") === "managed");
  const attributes = (type: string, isWanted: (name: string) => boolean): unknown =>
    managed
      .filter((resource) => textAt(resource, "type") === type && isWanted(textAt(resource, "name") ?? ""))
      .flatMap((resource) => listAt(resource, "instances"))
      // A deposed instance is what a replacement has left behind.
      .filter((instance) => textAt(instance, "deposed") === undefined)
      .map((instance) => at(instance, "attributes"))
      .at(0);
  const secret = (name: SecretName): unknown => attributes("aws_secretsmanager_secret", (given) => given === name);

  const secrets = SECRET_NAMES.filter((name) => secret(name) !== undefined);
  const prefixes = secrets.flatMap((name) => textAt(secret(name), "name")?.slice(0, -name.length) ?? []);
  return {
    lineage,
    serial,
    resources: managed.flatMap((resource) => listAt(resource, "instances")).length,
    bucket: textAt(
      attributes("aws_s3_bucket", (name) => name === "state-bucket"),
      "bucket",
    ),
    table: textAt(
      attributes("aws_dynamodb_table", (name) => name === "lock-table"),
      "name",
    ),
    secretPrefix: prefixes[0],
    kmsKeyArn: textAt(document, "outputs", "kms_key_arn", "value"),
    secrets,
    secretArns: secrets.flatMap((name) => textAt(secret(name), "arn") ?? []),
    adopted: secrets.filter((name) => textAt(secret(name), "tags", "adopted") === "true"),
    versions: Object.fromEntries(
      SECRET_NAMES.flatMap((name): [string, number][] => {
        const version = attributes("aws_secretsmanager_secret_version", (given) => given.startsWith(`${name}_version`));
        const number = numberAt(version, "secret_string_wo_version");
        return number === undefined ? [] : [[name, number]];
      }),
    ),
  };
}

/**
 * Which of two states counts.
 * - `none`: there is none yet.
 * - `local`, `bucket`: there is one.
 * - `copied`: the bucket's, and the local one is an older copy or the same.
 * - `local-newer`: the same stack, and the bucket's is the older copy: a move or a destroy was interrupted.
 * - `conflict`: two different stacks.
 */
export type StateChoice = "none" | "local" | "bucket" | "copied" | "local-newer" | "conflict";

/**
 * A local state without resources counts for nothing: Terraform leaves one behind.
 *
 * Lineage alone does not tell whether two states are of one stack: Terraform 1.11 gives a state a new lineage, and the
 * serial 1, when it is the first that is moved to a key in S3. Such a move goes one way only, so the bucket's counts.
 */
export function chooseState(local: BootstrapState | undefined, remote: BootstrapState | undefined): StateChoice {
  const hasLocal = local !== undefined && local.resources > 0;
  if (!hasLocal) return remote === undefined ? "none" : "bucket";
  if (remote === undefined) return "local";
  if (remote.lineage === local.lineage) return remote.serial >= local.serial ? "copied" : "local-newer";
  return isSameStack(local, remote) ? "copied" : "conflict";
}

/** Whether two states are of the same stack, whatever their lineage. */
export function isSameStack(one: BootstrapState, other: BootstrapState): boolean {
  return one.lineage === other.lineage || one.secretArns.some((arn) => other.secretArns.includes(arn));
}
