import { leaves, many, references, strings } from "../support/json-walk";
import { object, StackJson, text } from "../support/stack-json";
import { blockAt, blocksOf, containers, ephemeralCarriers, ephemerals, statements, target } from "./stack-view";

const stack = StackJson.default();

/** A secret that a container gets from ECS. */
interface Given {
  readonly container: string;
  readonly name: string;
  /** Address of the secret. */
  readonly secret: string;
  /** Key in the secret's JSON; undefined for the whole value. */
  readonly key: string | undefined;
}

const given: Given[] = containers(stack).flatMap((definition) =>
  many(definition.secrets)
    .map(object)
    .map((secret) => {
      const [, address, key] = /^\$\{([^}]+)\.arn\}(?::(\w+)::)?$/.exec(text(secret.valueFrom)) ?? [];
      return { container: text(definition.name), name: text(secret.name), secret: address ?? "no complete ARN", key };
    }),
);

const serverKeys = stack.only("aws_secretsmanager_secret").address;
const blocks = blocksOf(stack);

describe("the secrets of the containers", () => {
  it("are exactly these", () => {
    const found = given.map(({ container, name, secret }) => `${container}: ${name} from ${nameOf(secret)}`);
    expect(found).toEqual([
      "migration: DB_PASSWORD from ${var.secret_prefix}store-db-password",
      "mlflow: DB_PASSWORD from ${var.secret_prefix}store-db-password",
      "mlflow: MLFLOW_CRYPTO_KEK_PASSPHRASE from ${var.unique_name}-server-keys-",
      "mlflow: MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY from ${var.unique_name}-server-keys-",
      "oauth2-proxy: OAUTH2_PROXY_CLIENT_ID from ${var.secret_prefix}oauth2-client-id",
      "oauth2-proxy: OAUTH2_PROXY_CLIENT_SECRET from ${var.secret_prefix}oauth2-client-secret",
      "oauth2-proxy: OAUTH2_PROXY_COOKIE_SECRET from ${var.secret_prefix}oauth2-cookie-secret",
    ]);
  });

  it.each(given)("exist, by complete ARN: $name of $container", ({ secret }) => {
    expect(blockAt(stack, secret).type).toBe("aws_secretsmanager_secret");
  });

  it("name keys that the stack writes into the server keys, and only those", () => {
    const version = stack.only("aws_secretsmanager_secret_version");
    expect(target(version.attributes.secret_id)).toBe(serverKeys);
    const written = [...text(version.attributes.secret_string_wo).matchAll(/([A-Z][A-Z_]+) = /g)].map(([, key]) => key);
    const read = given.filter(({ secret }) => secret === serverKeys).map(({ key }) => key);
    expect(written).toHaveLength(2);
    expect(read).toEqual(written);
    expect(given.filter(({ secret, key }) => secret !== serverKeys && key !== undefined)).toEqual([]);
  });

  it("are all that the execution role may read, and no other role may read any", () => {
    const readers = statements(stack).filter(({ actions }) =>
      actions.some((action) => action.startsWith("secretsmanager:")),
    );
    expect(readers.map(({ block }) => target(block.attributes.role))).toEqual([
      target(stack.only("aws_ecs_task_definition").attributes.execution_role_arn),
    ]);
    const allowed = readers.flatMap(({ resources }) => resources);
    const needed = [...new Set(given.map(({ secret }) => `\${${secret}.arn}`))];
    expect([...allowed].sort()).toEqual(needed.sort());
  });

  it("are never named by an ARN that is put together: ECS would take -secret at its end for AWS's suffix", () => {
    expect(stack.text).not.toMatch(/:secret:/);
  });
});

describe("the value of a secret", () => {
  it("flows into write-only arguments and nowhere else", () => {
    expect(ephemeralCarriers(stack)).toEqual([
      "aws_rds_cluster.database.master_password_wo",
      "aws_secretsmanager_secret_version.server-keys_version_2F734EFD.secret_string_wo",
    ]);
    expect(references(stack.section("output")).filter((address) => /ephemeral|secret/.test(address))).toEqual([]);
    expect(strings(stack.section("output")).filter((value) => /ephemeral|secret_string|password/.test(value))).toEqual(
      [],
    );
  });

  it("has a version beside it, without which Terraform would never write it again", () => {
    const cluster = stack.only("aws_rds_cluster").attributes;
    expect(cluster.master_password_wo_version).toBe("${var.database_password_version}");
    expect(stack.only("aws_secretsmanager_secret_version").attributes.secret_string_wo_version).toBe(1);
  });

  it("is in no argument that Terraform would store", () => {
    const stored =
      /^(master_password|password|secret_string|secret_binary|manage_master_user_password|auth_token|private_key)$/;
    const found = blocks.flatMap(({ address, attributes }) =>
      leaves(attributes)
        .filter(({ path }) => path.some((key) => stored.test(key)))
        .map(({ path }) => `${address}.${path.join(".")}`),
    );
    expect(found).toEqual([]);
    expect(stack.dataSources("aws_secretsmanager_secret_version")).toEqual([]);
  });

  it("is read or made while Terraform runs: three ephemeral resources, the random ones of letters and digits", () => {
    expect(
      ephemerals(stack)
        .map(({ type }) => type)
        .sort(),
    ).toEqual([
      "aws_secretsmanager_random_password",
      "aws_secretsmanager_random_password",
      "aws_secretsmanager_secret_version",
    ]);
    for (const { type, attributes } of ephemerals(stack)) {
      if (type !== "aws_secretsmanager_random_password") continue;
      expect(attributes).toEqual({ password_length: 43, exclude_punctuation: true, include_space: false });
    }
  });

  it("is checked by no pre- and postcondition, with which `terraform show` cannot read a plan", () => {
    expect(ephemerals(stack).filter(({ attributes }) => "lifecycle" in attributes)).toEqual([]);
  });
});

describe("no variable", () => {
  it("asks for a secret", () => {
    const names = Object.keys(stack.section("variable"));
    expect(names.filter((name) => /secret|password|token|key|credential/.test(name))).toEqual([
      // The first holds true or false, the others a counter, the start of names, and days.
      "accept_gcloud_user_tokens",
      "database_password_version",
      "secret_prefix",
      "server_keys_recovery_window_in_days",
    ]);
  });
});

function nameOf(address: string): string {
  const { name, name_prefix: prefix } = blockAt(stack, address).attributes;
  return text(name ?? prefix);
}
