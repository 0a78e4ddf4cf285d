import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack, BootstrapStackProps } from "../../src";
import { ADOPTABLE } from "../../src/settings/adoption";
import { Emulator } from "../support/emulator";
import { inParallel } from "../support/parallel";
import { Ended, run } from "../support/run";
import { folderText, secretsIn } from "../support/secret-search";
import { ShapeStack } from "../support/shape-stack";
import { JsonObject } from "../support/stack-json";

jest.setTimeout(8 * 60_000);

const KEYS = ["aws", "new", "given"] as const;
const SHAPES: readonly (readonly [string, Partial<BootstrapStackProps>])[] = KEYS.flatMap((encryptionKey) => [
  [`${encryptionKey}-all`, { encryptionKey, adopt: ADOPTABLE }] as const,
  [`${encryptionKey}-none`, { encryptionKey }] as const,
]);

/** What lies in the account already, of what the article makes by hand; its values are nobody's business. */
const BY_HAND: Readonly<Record<string, string>> = {
  "oauth2-client-secret": "by-hand-canary-client-secret",
  "store-db-password": "by-hand-canary-password",
};
const ADOPTED: Partial<BootstrapStackProps> = {
  encryptionKey: "new",
  adopt: ["state-bucket", "lock-table", "oauth2-client-secret", "store-db-password"],
};

/** The longest that the rules allow, with every sign in it. */
const BUCKET = `${"b".repeat(37)}-123456789012-eu-west-1-an`;
const LOCATION = "--create-bucket-configuration=LocationConstraint=eu-west-1";
const TABLE = `T_.-${"t".repeat(251)}`;
const PREFIX = `team/_+=.@-${"p".repeat(388)}/`;
const CLIENT_ID = "canary-client-id.apps.example.com\"\\${x}%{y}'";
const VALUES: JsonObject = {
  state_bucket_name: BUCKET,
  state_lock_table_name: TABLE,
  secret_prefix: PREFIX,
  secret_recovery_window_in_days: 0,
  oauth2_client_version: 1,
  oauth2_client_id: CLIENT_ID,
  tags: Object.fromEntries([...Array(39).keys()].map((index) => [`k/${index}${"=".repeat(120)}`, "v".repeat(256)])),
};

/** One wrong value of each variable. */
const WRONG: JsonObject = {
  state_bucket_name: "s3://bucket",
  state_lock_table_name: "a/b",
  secret_prefix: "a b",
  secret_recovery_window_in_days: 3,
  oauth2_client_version: -1,
  oauth2_cookie_secret_version: 0,
  database_password_version: 1.5,
  kms_key_arn: "alias/mlflow",
  tags: { "aws:x": "y" },
};

const RIGHT: JsonObject = {
  state_bucket_name: "example-state",
  kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
};

describe("the shapes of bootstrap", () => {
  const folder = mkdtempSync(join(tmpdir(), "bootstrap-shapes-"));
  let emulator: Emulator;
  let stack: ShapeStack;

  beforeAll(async () => {
    emulator = await Emulator.start();
    aws("s3api", "create-bucket", "--bucket", BUCKET, "--bucket-namespace=account-regional", LOCATION);
    // With provisioned capacity, as the article makes it.
    const key = [
      "--attribute-definitions=AttributeName=LockID,AttributeType=S",
      "--key-schema=AttributeName=LockID,KeyType=HASH",
    ];
    const capacity = "--provisioned-throughput=ReadCapacityUnits=1,WriteCapacityUnits=1";
    aws("dynamodb", "create-table", "--table-name", TABLE, ...key, capacity);
    for (const [name, value] of Object.entries(BY_HAND)) {
      aws("secretsmanager", "create-secret", `--name=${PREFIX}${name}`, "--secret-string", value);
    }
    stack = synthesize("applied", ADOPTED);
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  function aws(...args: readonly string[]): string {
    return run("aws", [...args, "--output", "json"], { env: emulator.environment }).stdout;
  }

  /** Into the same place again it keeps the state, which lies beside the output. */
  function synthesize(name: string, props: Partial<BootstrapStackProps>, env: Record<string, string> = {}): ShapeStack {
    const outdir = join(folder, name, "cdktf.out");
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir });
    new BootstrapStack(app, "bootstrap", { state: { type: "local" }, ...props });
    app.synth();
    const made = new ShapeStack(name, join(outdir, "stacks/bootstrap"), { ...emulator.environment, ...env });
    made.giveVariables(VALUES);
    return made;
  }

  const valueOf = (name: string): string =>
    emulator.aws(`secretsmanager get-secret-value --secret-id=${PREFIX}${name}`, "SecretString").join(" ");
  const succeeded = ({ status, output }: Ended): readonly [number | null, string] => [
    status,
    status === 0 ? "" : output.slice(-4000),
  ];

  test("are all valid", async () => {
    const ended = await inParallel(2, SHAPES, async ([name, props]) => {
      const made = synthesize(name, props);
      return [await made.terraform("init -backend=false"), await made.terraform("validate")].map(succeeded);
    });
    expect(ended).toEqual(SHAPES.map(() => [0, 0].map((status) => [status, ""])));
  });

  test("refuse wrong values at plan, all at once and by name, and do not show those of secrets", async () => {
    // By environment: of a file Terraform quotes the line that a wrong value stands in.
    const planWith = async (name: string, env: Record<string, string>, values: JsonObject): Promise<Ended> => {
      const stack = synthesize("given-none", { encryptionKey: "given" }, env);
      writeFileSync(join(folder, "given-none/cdktf.out/stacks/bootstrap/terraform.tfvars.json"), "{}");
      return stack.planWith(name, values);
    };
    const given = synthesize("given-none", { encryptionKey: "given" });
    expect(succeeded(await given.terraform("init"))).toEqual([0, ""]);
    const { status, output } = await planWith("wrong", { TF_VAR_oauth2_client_secret: "a canary\n" }, WRONG);
    expect(status).toBe(1);
    const refused = output.split("Error: Invalid value for variable").slice(1);
    expect(refused.map((error) => /\n\n(\w+) (?:is|holds)\s/.exec(error)?.[1]).sort()).toEqual(
      [...Object.keys(WRONG), "oauth2_client_secret"].sort(),
    );
    expect(output).not.toContain("canary");
    // Terraform leaves out rules that look at a second variable while that one is wrong.
    for (const [id, error] of [
      ["canary-id", "Only one of oauth2_client_id and oauth2_client_secret is given."],
      ["wrong canary of an id", "oauth2_client_id holds a space, a newline"],
    ]) {
      const { output: half } = await planWith("half", { TF_VAR_oauth2_client_id: id ?? "" }, RIGHT);
      expect(half.replace(/\s+/g, " ")).toContain(error);
      expect(half).not.toContain("canary");
    }
  });

  test("apply beside what was made by hand, which is imported, with a new key on all of it", async () => {
    expect(succeeded(await stack.terraform("init"))).toEqual([0, ""]);
    const { status, output } = await stack.terraform("apply -auto-approve");
    expect(status === 0 ? "" : output.slice(-4000)).toBe("");
    const made = /Apply complete! Resources: .*/.exec(output)?.[0];
    expect(made).toBe("Apply complete! Resources: 4 imported, 11 added, 4 changed, 0 destroyed.");
    const [key = ""] = emulator.aws("kms list-keys", "Keys[].KeyArn");
    const under = [
      emulator.aws(`dynamodb describe-table --table-name ${TABLE}`, "Table.SSEDescription.KMSMasterKeyArn"),
      emulator.aws("secretsmanager list-secrets", "SecretList[].KmsKeyId"),
      emulator.aws(
        `s3api get-bucket-encryption --bucket ${BUCKET}`,
        "ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
      ),
    ];
    expect(under).toEqual([[key], [key, key, key, key], [key]]);
  });

  test("write what is theirs, leave what is not, and keep no value", async () => {
    expect([valueOf("oauth2-client-id"), ...Object.keys(BY_HAND).map(valueOf)]).toEqual([
      CLIENT_ID,
      ...Object.values(BY_HAND),
    ]);
    expect(valueOf("oauth2-cookie-secret")).toMatch(/^[A-Za-z0-9]{43}$/);
    const values = { ...BY_HAND, cookie: valueOf("oauth2-cookie-secret") };
    const state = (await stack.terraform("state pull")).stdout;
    await stack.terraform("plan -out=saved.plan");
    const plan = (await stack.terraform("show -json saved.plan")).stdout;
    expect(plan).toContain("aws_secretsmanager_secret");
    expect(state).toContain("aws_secretsmanager_secret");
    expect(secretsIn(`${state}${plan}${folderText(join(folder, "applied"))}`, values)).toEqual([]);
    expect(`${state}${plan}`).not.toContain("canary");
  });

  test("are planned empty after that, also without the values of the OAuth client", async () => {
    expect(succeeded(await stack.terraform("plan -detailed-exitcode"))).toEqual([0, ""]);
    stack.giveVariables({ ...VALUES, oauth2_client_id: "" });
    expect(succeeded(await stack.terraform("plan -detailed-exitcode"))).toEqual([0, ""]);
  });

  test("keep a key that was made when another is chosen, and refuse a destroy with nothing gone", async () => {
    const refused = await stack.terraform("destroy -auto-approve");
    expect([refused.status, refused.output.includes("Destroying...")]).toEqual([1, false]);
    expect(refused.output).toContain("Instance cannot be destroyed");
    const other = synthesize("applied", { ...ADOPTED, encryptionKey: "aws" });
    expect((await other.terraform("plan")).output).toContain(
      "# aws_kms_key.encryption-key will no longer be managed by Terraform, but will not be destroyed",
    );
  });

  test("unprotected and destroyed leave nothing but a key that can still be had back", async () => {
    const open = synthesize("applied", { ...ADOPTED, protectData: false, forceDestroyStates: true });
    aws("s3api", "put-object", "--bucket", BUCKET, "--key", "mlflow/terraform.tfstate");
    expect(succeeded(await open.terraform("apply -auto-approve"))).toEqual([0, ""]);
    expect(succeeded(await open.terraform("destroy -auto-approve"))).toEqual([0, ""]);
    const left = [
      emulator.aws("s3api list-buckets", "Buckets[].Name"),
      emulator.aws("dynamodb list-tables", "TableNames"),
      emulator.aws("secretsmanager list-secrets", "SecretList[].Name"),
    ];
    expect(left).toEqual([[], [], []]);
    const [key = ""] = emulator.aws("kms list-keys", "Keys[].KeyId");
    expect(emulator.aws(`kms describe-key --key-id ${key}`, "KeyMetadata.KeyState")).toEqual(["PendingDeletion"]);
  });

  test("AWS would have refused none of their calls, as far as the gate and cfn-lint know", () => {
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d+ resources, 0 errors\n$/);
  });
});
