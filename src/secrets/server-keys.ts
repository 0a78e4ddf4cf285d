import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Forgotten } from "../terraform/forgotten";
import { GeneratedServerKeys, GeneratedServerKeysProps } from "./generated-server-keys";
import { GivenSecret } from "./given-secret";

/**
 * Where the keys come from under which MLflow stores the secrets that users give it.
 *
 * - `new`: the stack makes them
 * - `given`: the secret of the variable `server_keys_secret_arn`, made by an earlier stack over the same database
 */
export type ServerKeysSource = "new" | "given";

/** The secret with the keys of the server. */
export interface ServerKeys {
  /** Complete ARN, with AWS's random suffix. */
  readonly arn: string;
  /** What must exist before a task can read them. */
  readonly startsAfter: readonly ITerraformDependable[];
}

/** What differs between environments, by source. */
export type ServerKeysSettings =
  | { readonly source: "new"; readonly recoveryWindowInDays: number }
  /** Complete ARN of the secret. */
  | { readonly source: "given"; readonly arn: string };

export interface ServerKeysProps extends Omit<GeneratedServerKeysProps, "recoveryWindowInDays"> {
  readonly settings: ServerKeysSettings;
}

/** What a stack with keys of its own made: after a change of the shape it stays, and is nobody's. */
export const OWN_SERVER_KEYS: readonly string[] = [
  "aws_secretsmanager_secret.server-keys",
  "aws_secretsmanager_secret_version.server-keys_version_2F734EFD",
];

/** The keys from where the settings say. */
export function addServerKeys(scope: Construct, id: string, { settings, ...generated }: ServerKeysProps): ServerKeys {
  switch (settings.source) {
    case "new":
      return new GeneratedServerKeys(scope, id, { ...generated, recoveryWindowInDays: settings.recoveryWindowInDays });
    case "given": {
      const given = new GivenSecret(scope, id, { arn: settings.arn, failure: "server_keys_secret_arn" });
      if (generated.protectData) new Forgotten(given, "own-keys", OWN_SERVER_KEYS);
      return { arn: given.arn, startsAfter: [] };
    }
  }
}
