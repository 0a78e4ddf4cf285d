import { Construct } from "constructs";
import { declareVariable, matches, Rule } from "../terraform/variable";

/** Artifacts, secrets and the zones that the network avoids. */
export interface StorageVariables {
  /** Folder of the artifact bucket, with or without slashes at its ends; `/` is the whole bucket. */
  readonly artifactBucketPath: string;
  /** In front of the four secrets' names, with its slash. */
  readonly secretPrefix: string;
  readonly serverKeysRecoveryWindowInDays: number;
}

/** Where artifacts and secrets lie, and how long the server keys can be restored. */
export function declareStorageVariables(stack: Construct): StorageVariables {
  const artifactBucketPath = declareVariable(stack, "artifact_bucket_path", {
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
  const secretPrefix = declareVariable(stack, "secret_prefix", {
    type: "string",
    default: "mlflow/",
    description:
      "In front of oauth2-client-id, oauth2-client-secret, oauth2-cookie-secret and store-db-password, the four secrets that must exist.",
    rules: [
      {
        holds: matches("var.secret_prefix", "^[A-Za-z0-9/_+=.@-]{0,400}$"),
        error:
          "secret_prefix is '${var.secret_prefix}'. Give at most 400 letters, digits and /_+=.@- characters, for example mlflow/.",
      },
    ],
  });
  const recoveryWindow = declareVariable(stack, "server_keys_recovery_window_in_days", {
    type: "number",
    default: 30,
    description:
      "Days during which the deleted server keys can be restored, 7 to 30, or 0 for none. A database snapshot is of little use without them.",
    rules: [recoveryWindowRule("server_keys_recovery_window_in_days")],
  });
  return {
    artifactBucketPath: artifactBucketPath.stringValue,
    secretPrefix: secretPrefix.stringValue,
    serverKeysRecoveryWindowInDays: recoveryWindow.numberValue,
  };
}

function recoveryWindowRule(name: string): Rule {
  return {
    holds: `var.${name} == 0 || (var.${name} == floor(var.${name}) && var.${name} >= 7 && var.${name} <= 30)`,
    error: `${name} is \${var.${name}}. Give 0, or 7 to 30 days.`,
  };
}
