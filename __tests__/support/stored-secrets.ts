import { describeTask } from "../../src/rehearsal/registered-task";
import { pythonReport } from "./python-client";
import { theRehearsal } from "./rehearsal";
import { JsonObject } from "./stack-json";

/** Runs SQL as the administrator of a database server. @returns rows, tab-separated */
export type Query = (sql: string) => Promise<string>;

/** The keys of the server, by the names of their variables, as ECS gives them to the registered container. */
export async function serverKeys(): Promise<{ readonly webhook: string; readonly passphrase: string }> {
  const { account, taskDefinition } = theRehearsal();
  const { family, containers } = await describeTask(account.ecs, taskDefinition);
  const secrets = containers.flatMap((container) => container.secrets);
  const value = async (variable: string): Promise<string> =>
    account.secretForTask(family, secrets.find(({ name }) => name === variable)?.valueFrom ?? "");
  return {
    webhook: await value("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"),
    passphrase: await value("MLFLOW_CRYPTO_KEK_PASSPHRASE"),
  };
}

/** The secret of a webhook and the provider key of one name, as a database holds them, decrypted by several keys. */
export async function decrypted(
  query: Query,
  name: string,
  keys: { readonly webhook: string; readonly passphrase: string },
): Promise<JsonObject> {
  const webhook = await query(`SELECT secret FROM mlflow.webhooks WHERE name = '${name}'`);
  const columns = "secret_id, HEX(encrypted_value), HEX(wrapped_dek)";
  const row = await query(`SELECT ${columns} FROM mlflow.secrets WHERE secret_name = '${name}'`);
  const [id = "", value = "", wrappedKey = ""] = row.trim().split("\t");
  const stored = {
    webhook: { stored: webhook.trim(), key: keys.webhook },
    providerKey: { id, name, value, wrappedKey },
    passphrase: keys.passphrase,
  };
  return pythonReport({ file: "decrypt_secrets.py" }, { env: { STORED: JSON.stringify(stored) } });
}
