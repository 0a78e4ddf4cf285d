import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { directAnswer, rawAnswer } from "../support/raw-request";
import { inDatabaseFiles, queryRehearsal } from "../support/rehearsal-database";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { disguises, folderText, secretsIn } from "../support/secret-search";
import { Json, JsonObject, list, object, parse, text } from "../support/stack-json";
import { decrypted, serverKeys } from "../support/stored-secrets";

const WEBHOOKS = "/api/2.0/mlflow/webhooks";
const PROVIDER_KEYS = "/api/3.0/mlflow/gateway/secrets";

/** Disabled: nothing is ever sent to its address. */
function webhook(name: string, secret: string): JsonObject {
  const events = [{ entity: "REGISTERED_MODEL", action: "CREATED" }];
  return { name, secret, events, url: "https://1.1.1.1/", status: "DISABLED" };
}

function providerKey(name: string, key: string): JsonObject {
  return { secret_name: name, secret_value: { api_key: key }, provider: "openai" };
}

/** What a signed-in user gets; it must succeed. */
async function ask(path: string, json?: Json, email?: string): Promise<JsonObject> {
  const token = await theRehearsal().token(email);
  const { status, body } = await rawAnswer(path, { json, headers: { authorization: `Bearer ${token}` } });
  if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
  return object(parse(body));
}

describeWithLogin("what a signed-in user keeps secret", () => {
  const name = `kept-${randomUUID()}`;
  const secrets = { webhookSecret: `whsec-${randomUUID()}-end`, providerKey: `sk-${randomUUID()}-end` };

  beforeAll(async () => {
    await ask(WEBHOOKS, webhook(name, secrets.webhookSecret));
    await ask(`${PROVIDER_KEYS}/create`, providerKey(name, secrets.providerKey));
  });

  it("is stored under the server keys of the account's secret, and not under MLflow's published passphrase", async () => {
    expect(await decrypted(queryRehearsal, name, await serverKeys())).toEqual({
      webhook: secrets.webhookSecret,
      webhookByAnother: "refused",
      providerKey: { api_key: secrets.providerKey },
      providerKeyByPublished: "refused",
    });
  }, 60_000);

  it("stands in no file of the database", () => {
    // The name does: the search finds what is there.
    expect(inDatabaseFiles([name, ...Object.values(secrets).flatMap(disguises)])).toEqual([name]);
  });

  it("comes back to nobody, and lists keep working for everybody", async () => {
    for (const email of ["alice@example.com", "bob@example.com"]) {
      // Each worker of the server has its turn.
      for (let round = 0; round < 10; round++) {
        const { webhooks } = await ask(`${WEBHOOKS}?max_results=1000`, undefined, email);
        const { secrets: providerKeys } = await ask(`${PROVIDER_KEYS}/list`, undefined, email);
        expect(list(webhooks).map((each) => text(object(each).name))).toContain(name);
        expect(list(providerKeys).map((each) => text(object(each).secret_name))).toContain(name);
        expect(secretsIn(JSON.stringify([webhooks, providerKeys]), secrets)).toEqual([]);
      }
    }
  }, 60_000);

  it("is in no log, and neither are the keys", async () => {
    const { folder, account } = theRehearsal();
    const logs = folderText(join(folder, "logs"));
    expect(logs).toContain(WEBHOOKS);
    const unsaid = { ...secrets, ...(await serverKeys()) };
    expect(secretsIn(`${logs}${folderText(dirname(account.callLog))}`, unsaid)).toEqual([]);
  });
});

describeIsolated("a server without these keys", () => {
  let tasks: OwnTasks;
  let port: number;

  beforeAll(async () => {
    tasks = await OwnTasks.create();
    const { task, surroundings } = await tasks.startIsolated("without-keys", {
      containers: ["migration", "mlflow"],
      overrides: { MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: "", MLFLOW_CRYPTO_KEK_PASSPHRASE: "" },
    });
    await task.started;
    await task.containers.get("mlflow")?.reaches("HEALTHY");
    port = surroundings.ports.get(4180) ?? 0;
    for (const [path, json] of [
      [WEBHOOKS, webhook("unprotected", "a secret")],
      [`${PROVIDER_KEYS}/create`, providerKey("unprotected", "sk-public")],
    ] as const)
      expect((await directAnswer(port, path, { json })).status).toBe(200);
  }, 180_000);

  afterAll(() => tasks.supervisor.stop(), 60_000);

  it("keeps a provider key under a passphrase that everybody knows", async () => {
    const query = (sql: string): Promise<string> => tasks.database.query(sql);
    expect(await decrypted(query, "unprotected", await serverKeys())).toEqual({
      webhook: "refused",
      webhookByAnother: "refused",
      providerKey: "refused",
      providerKeyByPublished: { api_key: "sk-public" },
    });
  }, 60_000);

  it("takes a webhook with a secret, and cannot list webhooks from then on", async () => {
    const statuses: number[] = [];
    // The worker that took it has the key that it made up; the other has not, and neither has after a restart.
    for (let round = 0; round < 40; round++) statuses.push((await directAnswer(port, WEBHOOKS)).status);
    expect(statuses).toContain(500);
  }, 60_000);
});
