import { Token } from "cdktf";
import { Construct } from "constructs";
import { SecretValue } from "../secrets/owned-secret";
import { randomText } from "../secrets/random-text";
import { expression } from "../terraform/expression";
import { declareVariable, matches, Rule, wholeNumber } from "../terraform/variable";
import { ACCOUNT, REGION } from "./arns";
import { declareTags } from "./names";
import { declareKmsKeyArn, declareSecretPrefix, recoveryWindow, SecretName } from "./secrets";

/** Every Terraform variable of the bootstrap stack. */
export interface BootstrapVariables {
  readonly stateBucketName: string;
  readonly lockTableName: string;
  readonly secretPrefix: string;
  /** What is written into each secret; `undefined` for an adopted one. */
  readonly contents: Readonly<Record<SecretName, SecretValue | undefined>>;
  /** Days for which a deleted secret can be restored. */
  readonly recoveryWindowInDays: number;
  /** ARN of the given KMS key. */
  readonly kmsKeyArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface BootstrapSources {
  readonly keyIsGiven: boolean;
  /** What exists already: bucket, table, and secrets whose value somebody else sets. */
  readonly adopted: readonly string[];
}

/** The names of what is made, and what the secrets hold. */
export function declareBootstrapVariables(stack: Construct, sources: BootstrapSources): BootstrapVariables {
  return {
    stateBucketName: declareStateBucketName(stack, sources.adopted.includes("state-bucket")),
    lockTableName: declareLockTableName(stack),
    secretPrefix: declareSecretPrefix(stack),
    contents: declareContents(stack, sources.adopted),
    recoveryWindowInDays: declareRecoveryWindow(stack),
    kmsKeyArn: sources.keyIsGiven
      ? declareKmsKeyArn(stack, "states, lock table and secrets. Give the same to mlflow, whose tasks must decrypt.")
      : undefined,
    tags: declareTags(stack),
  };
}

function declareStateBucketName(stack: Construct, isAdopted: boolean): string {
  return declareVariable(stack, "state_bucket_name", {
    type: "string",
    description:
      "Name of the bucket for Terraform's state, unique in the world: 3 to 63 lower-case letters, digits and hyphens. Changing it is refused.",
    rules: [
      {
        holds: matches("var.state_bucket_name", "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"),
        error:
          "state_bucket_name is '${var.state_bucket_name}'. Give 3 to 63 lower-case letters, digits and hyphens, no hyphen at either end, without s3:// and without a path.",
      },
      RESERVED_NAMES,
      ofOwnNamespace(isAdopted),
    ],
  }).stringValue;
}

/** Source: AWS, "General purpose bucket naming rules". */
const RESERVED_NAMES: Rule = {
  holds: `!${matches("var.state_bucket_name", "^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$")}`,
  error:
    "state_bucket_name is '${var.state_bucket_name}'. S3 reserves names that start with xn--, sthree- or amzn-s3-demo- or end in -s3alias, --ol-s3, --x-s3 or --table-s3. Choose another.",
};

/** The sign of a bucket in the account's own namespace, which provider 5 cannot make; one that exists may be adopted. */
function ofOwnNamespace(isAdopted: boolean): Rule {
  const hasSign = matches("var.state_bucket_name", "-an$");
  if (!isAdopted) {
    return {
      holds: `!${hasSign}`,
      error:
        "state_bucket_name is '${var.state_bucket_name}'. Names that end in -an are of buckets in an account's own namespace, which this stack cannot make. Choose another.",
    };
  }
  return {
    holds: `!${hasSign} || ${matches("var.state_bucket_name", `-${ACCOUNT}-${REGION}-an$`)}`,
    error:
      "state_bucket_name is '${var.state_bucket_name}'. Only buckets of an account's own namespace end in -an: NAME-ACCOUNT-REGION-an. Give the name of the existing bucket.",
  };
}

function declareLockTableName(stack: Construct): string {
  return declareVariable(stack, "state_lock_table_name", {
    type: "string",
    default: "mlflow-terraform-lock",
    description:
      "Name of the DynamoDB table for Terraform's lock, 3 to 255 letters, digits and _.-. Changing it is refused.",
    rules: [
      {
        holds: matches("var.state_lock_table_name", "^[A-Za-z0-9_.-]{3,255}$"),
        error:
          "state_lock_table_name is '${var.state_lock_table_name}'. Give 3 to 255 letters, digits, underscores, dots and hyphens; a name, not an ARN.",
      },
    ],
  }).stringValue;
}

function declareRecoveryWindow(stack: Construct): number {
  return declareVariable(stack, "secret_recovery_window_in_days", {
    type: "number",
    default: 30,
    description: "Days during which the deleted secrets can be restored, 7 to 30, or 0 for none.",
    rules: [recoveryWindow("secret_recovery_window_in_days")],
  }).numberValue;
}

/** Letters and digits alone. Sources: oauth2-proxy takes the first 32 bytes of 43 letters in base64; Aurora takes 8 to 41 characters. */
const COOKIE_SECRET_LENGTH = 43;
const PASSWORD_LENGTH = 40;

function declareContents(stack: Construct, adopted: readonly string[]): BootstrapVariables["contents"] {
  const isWritten = (name: SecretName): boolean => !adopted.includes(name);
  const client = declareClient(stack, {
    id: isWritten("oauth2-client-id"),
    secret: isWritten("oauth2-client-secret"),
  });
  return {
    "oauth2-client-id": client.id,
    "oauth2-client-secret": client.secret,
    "oauth2-cookie-secret": isWritten("oauth2-cookie-secret")
      ? generated(stack, "cookie-secret", COOKIE_SECRET_LENGTH, {
          name: "oauth2_cookie_secret_version",
          description: "Raise it by one for a new cookie secret, which ends all sessions.",
        })
      : undefined,
    "store-db-password": isWritten("store-db-password")
      ? generated(stack, "database-password", PASSWORD_LENGTH, {
          name: "database_password_version",
          description: "Raise it by one for a new database password: here first, then in mlflow.",
        })
      : undefined,
  };
}

function generated(
  stack: Construct,
  id: string,
  length: number,
  version: { readonly name: string; readonly description: string },
): SecretValue {
  declareVariable(stack, version.name, {
    type: "number",
    default: 1,
    description: version.description,
    rules: [wholeNumber(version.name, 1, MOST_VERSIONS, "a version")],
  });
  return {
    value: Token.asString(expression(randomText(stack, id, length))),
    versionVariable: version.name,
    optional: false,
  };
}

const MOST_VERSIONS = 1_000_000;

interface Client<T> {
  readonly id: T;
  readonly secret: T;
}

/** What is written: usually both values, of one version. */
function declareClient(stack: Construct, written: Client<boolean>): Client<SecretValue | undefined> {
  if (!written.id && !written.secret) return { id: undefined, secret: undefined };
  const versionVariable = "oauth2_client_version";
  declareVariable(stack, versionVariable, {
    type: "number",
    default: 0,
    description:
      "0: the values of oauth2-client-id and oauth2-client-secret are set by hand (aws secretsmanager put-secret-value). From 1 on both are written; raise it by one for new ones.",
    rules: [wholeNumber(versionVariable, 0, MOST_VERSIONS, "a version")],
  });
  const secret = (name: string, what: string, rules: readonly Rule[] = []): SecretValue => ({
    value: declareVariable(stack, name, {
      type: "string",
      default: "",
      secret: true,
      description: `${what} of the OAuth client, when oauth2_client_version was raised.`,
      rules: [withoutSpaces(name), ...rules],
    }).stringValue,
    versionVariable,
    optional: true,
  });
  return {
    id: written.id ? secret("oauth2_client_id", "Client id", written.secret ? [BOTH_OR_NONE] : []) : undefined,
    secret: written.secret ? secret("oauth2_client_secret", "Client secret") : undefined,
  };
}

/** A plan that writes neither needs neither. */
const BOTH_OR_NONE: Rule = {
  holds: '(var.oauth2_client_id == "") == (var.oauth2_client_secret == "")',
  error:
    "Only one of oauth2_client_id and oauth2_client_secret is given. Give both when oauth2_client_version was raised, otherwise neither.",
};

/** A value that is pasted often ends in a newline, and the identity provider then says no more than "invalid client". */
function withoutSpaces(name: string): Rule {
  return {
    holds: `${matches(`var.${name}`, "^[!-~]*$")} && length(var.${name}) <= 4096`,
    error: `${name} holds a space, a newline or another character outside of printable ASCII, or more than 4096 of them. Copy it again, without what surrounds it.`,
  };
}
