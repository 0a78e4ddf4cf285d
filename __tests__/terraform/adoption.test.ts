import { once } from "node:events";
import { createServer } from "node:http";
import { AddressInfo } from "node:net";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { secretValue, secretVersions } from "../support/all-secrets";
import { Emulator } from "../support/emulator";
import { ProjectCopy } from "../support/project-copy";
import { readmeBlock } from "../support/readme";
import { attemptBesideOthers, Ended } from "../support/run";
import { Shell } from "../support/shell";

jest.setTimeout(5 * 60_000);

const SECRETS = ["oauth2-cookie-secret", "store-db-password", "oauth2-client-id", "oauth2-client-secret"] as const;

/** The article's own commands. The tests build on each other, in this order. */
const ARTICLE = `
export TF_STATE_BUCKET=article-states TF_STATE_LOCK_TABLE=article-lock
aws s3 mb s3://$TF_STATE_BUCKET
aws s3api put-bucket-versioning --bucket $TF_STATE_BUCKET --versioning-configuration Status=Enabled
aws s3api put-public-access-block \\
    --bucket $TF_STATE_BUCKET \\
    --public-access-block-configuration "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
aws dynamodb create-table \\
   --table-name $TF_STATE_LOCK_TABLE \\
   --attribute-definitions AttributeName=LockID,AttributeType=S \\
   --key-schema AttributeName=LockID,KeyType=HASH \\
   --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1
${SECRETS.map(
  (name) => `aws secretsmanager create-secret \\
   --name mlflow/${name} \\
   --description "by hand" \\
   --secret-string "canary ${name}"`,
).join("\n")}
`;

describe("npm run bootstrap in an account where somebody made things by hand", () => {
  const project = new ProjectCopy();
  const bootstrap = `${readmeBlock("bootstrap").trim()} -- --yes -no-color`;
  let emulator: Emulator;
  let shell: Shell;

  beforeAll(async () => {
    emulator = await Emulator.start();
    shell = new Shell(project.folder, emulator.environment);
  });

  afterAll(async () => {
    await emulator.stop();
    project.remove();
  });

  /** What a command that must be refused says; nothing may be left by it. */
  const refused = (command: string, where = shell): string => {
    const { status, output } = where.attempt(command);
    expect({ status, changed: existsSync(join(project.folder, "cdktf.out")) }).toEqual({ status: 1, changed: false });
    expect(output).not.toMatch(/^ +at /m);
    return output;
  };

  test.each([
    ["without a terminal", "npm run bootstrap", "No terminal to ask at: give --yes"],
    ["without credentials", `env -u AWS_ACCESS_KEY_ID ${bootstrap}`, "No AWS credentials: "],
    ["without a region", `env -u AWS_REGION -u AWS_DEFAULT_REGION ${bootstrap}`, "No region: set AWS_REGION"],
    ["for a zone instead of a region", `AWS_REGION=eu-west-1a ${bootstrap}`, '"eu-west-1a" is no region'],
    [
      "for two names of one thing",
      `TF_STATE_BUCKET=one-bucket TF_VAR_state_bucket_name=another-bucket ${bootstrap}`,
      "TF_STATE_BUCKET is one-bucket, but TF_VAR_state_bucket_name is another-bucket",
    ],
    [
      "for a secret among the arguments",
      `${bootstrap} -var=oauth2_client_secret=canary`,
      "-var oauth2_client_secret=... is refused",
    ],
  ])("is refused %s", (_when, command, message) => {
    expect(refused(command)).toContain(message);
  });

  test.each([
    ["belongs to somebody else", 403, "eu-west-1", "exists and these credentials may not look at it"],
    ["is in another region", 301, "us-east-2", "is in us-east-2, but the region is eu-west-1"],
  ])("says that the name of the bucket %s", async (_what, status, region, message) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "x-amz-bucket-region": region }).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = addressOf(server.address());
    const env = { ...shell.environment, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` };
    const ended: Ended = await attemptBesideOthers("bash", ["-c", bootstrap], { cwd: project.folder, env });
    server.close();
    expect(ended.status).not.toBe(0);
    expect(ended.output).toContain(message);
    expect(ended.output).toContain("Nothing was changed.");
  });

  test("is refused for everything that exists, said at once", () => {
    shell.run(ARTICLE);
    shell.run("aws secretsmanager delete-secret --secret-id mlflow/oauth2-client-id");
    shell.run("aws s3 mb s3://elsewhere-states --region us-east-2");
    const output = refused(bootstrap);
    expect(output).toContain("Bucket article-states, table article-lock, secret mlflow/oauth2-client-secret");
    expect(output).toContain("npm run bootstrap -- --adopt");
    expect(output).toContain("aws secretsmanager restore-secret --secret-id mlflow/oauth2-client-id");
    expect(refused(`TF_STATE_BUCKET=elsewhere-states ${bootstrap}`)).toContain("AWS_REGION=us-east-2");
    expect(refused(bootstrap, new Shell(project.folder, emulator.environment))).toMatch(
      /\nSecrets? mlflow\/oauth2-client-id is scheduled for deletion/,
    );
    shell.run("aws secretsmanager restore-secret --secret-id mlflow/oauth2-client-id");
  });

  test("--adopt takes over what the article makes, and leaves every value as it is", () => {
    const before = secretVersions(emulator);
    const { output } = shell.run(`${bootstrap} --adopt`);
    expect(output).toContain("6 imported");
    expect(output).toContain("The bucket's policy and lifecycle rules are replaced");
    expect(output).toContain(
      'adopt: ["state-bucket", "lock-table", "oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"],',
    );
    expect(secretVersions(emulator)).toEqual(before);
    expect(SECRETS.map((name) => secretValue(emulator, `mlflow/${name}`))).toEqual(
      SECRETS.map((name) => `canary ${name}`),
    );
    const table = "dynamodb describe-table --table-name article-lock";
    expect(emulator.aws(table, "Table.[BillingModeSummary.BillingMode,DeletionProtectionEnabled]")).toEqual([
      "PAY_PER_REQUEST",
      "True",
    ]);
    const backups = "dynamodb describe-continuous-backups --table-name article-lock";
    expect(
      emulator.aws(backups, "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"),
    ).toEqual(["ENABLED"]);
  });

  test("a later run without the flag and without the names changes nothing", () => {
    const before = secretVersions(emulator);
    shell.run("unset TF_STATE_BUCKET TF_STATE_LOCK_TABLE");
    const { output } = shell.run(bootstrap);
    expect(output).toContain("Nothing to change");
    expect(output).toContain("export TF_STATE_BUCKET=article-states TF_STATE_LOCK_TABLE=article-lock");
    expect(secretVersions(emulator)).toEqual(before);
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
  });

  test("another name than the one in the state is refused", () => {
    const { status, output } = shell.attempt(`TF_STATE_LOCK_TABLE=another ${bootstrap}`);
    expect(status).toBe(1);
    expect(output).toContain("TF_STATE_LOCK_TABLE is another, but the state of the bootstrap stack has article-lock");
  });
});

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address;
}
