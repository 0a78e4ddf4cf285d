import { Construct } from "constructs";
import { EncryptionKeySource } from "../secrets/encryption-key";
import { ServerKeysSettings, ServerKeysSource } from "../secrets/server-keys";
import { declareVariable, matches } from "../terraform/variable";
import { regionalArn } from "./arns";
import { declareKmsKeyArn, declareSecretPrefix, recoveryWindow } from "./secrets";

/** Artifacts, secrets and the key that encrypts them. */
export interface StorageVariables {
  /** In front of the four secrets' names, with its slash. */
  readonly secretPrefix: string;
  readonly serverKeys: ServerKeysSettings;
  /** ARN of the given KMS key. */
  readonly kmsKeyArn: string | undefined;
}

/** Where artifacts and secrets lie, and how long the server keys can be restored. */
export function declareStorageVariables(
  stack: Construct,
  sources: { readonly serverKeys: ServerKeysSource; readonly encryptionKey: EncryptionKeySource },
): StorageVariables {
  declareVariable(stack, "artifact_bucket_path", {
    type: "string",
    default: "/",
    description:
      "Folder of the artifact bucket that MLflow uses, for example /team-a. The default is the whole bucket.",
    rules: [
      {
        holds: `${matches("var.artifact_bucket_path", "^/?([A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*)?/?$")} && length(var.artifact_bucket_path) <= 200 && !${matches("var.artifact_bucket_path", "(^|/)\\.{1,2}(/|$)")}`,
        error:
          "artifact_bucket_path is '${var.artifact_bucket_path}'. Give a path of letters, digits, dots, hyphens and underscores, at most 200 characters, without . and .. as folders, for example /team-a.",
      },
    ],
  });
  return {
    secretPrefix: declareSecretPrefix(stack),
    serverKeys: declareServerKeys(stack, sources.serverKeys),
    kmsKeyArn:
      sources.encryptionKey === "given"
        ? declareKmsKeyArn(stack, "database, artifacts, server keys and logs. Changing it replaces the database.")
        : undefined,
  };
}

function declareServerKeys(stack: Construct, source: ServerKeysSource): ServerKeysSettings {
  const name = "server_keys_recovery_window_in_days";
  switch (source) {
    case "new":
      return {
        source,
        recoveryWindowInDays: declareVariable(stack, name, {
          type: "number",
          default: 30,
          description:
            "Days during which the deleted server keys can be restored, 7 to 30, or 0 for none. A database snapshot is of little use without them.",
          rules: [recoveryWindow(name)],
        }).numberValue,
      };
    case "given":
      return { source, arn: declareServerKeysArn(stack) };
  }
}

/** Complete, since the name ends in a hyphen and characters of AWS: without them it would be a partial ARN. */
function declareServerKeysArn(stack: Construct): string {
  return declareVariable(stack, "server_keys_secret_arn", {
    type: "string",
    description: "Complete ARN of the secret with the server keys of the stack that wrote the database.",
    rules: [
      {
        holds: matches(
          "var.server_keys_secret_arn",
          `^${regionalArn("secretsmanager")}secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$`,
        ),
        error:
          "server_keys_secret_arn is '${var.server_keys_secret_arn}'. Give the complete ARN of the secret, with the six characters at its end (aws secretsmanager list-secrets shows it).",
      },
    ],
  }).stringValue;
}
