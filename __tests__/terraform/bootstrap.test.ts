import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { allSecretValues, bucketText, secretValue, secretVersions } from "../support/all-secrets";
import { CommandLines } from "../support/command-lines";
import { Emulator } from "../support/emulator";
import { leftovers } from "../support/leftovers";
import { ProjectCopy } from "../support/project-copy";
import { readmeBlock } from "../support/readme";
import { secretPlaces } from "../support/secret-places";
import { disguises, secretsIn } from "../support/secret-search";
import { Shell } from "../support/shell";

jest.setTimeout(8 * 60_000);

const BUCKET = "mlflow-terraform-state-123456789012-eu-west-1";
const COOKIE_SECRET = "mlflow/oauth2-cookie-secret";
const PASSWORD = "mlflow/store-db-password";
const SECOND_SECRET = 'canary-"two"\\with/odd+%$x';
/** What the AWS provider writes at its level DEBUG: bodies of calls to Secrets Manager and RDS. */
const BODY = /^ +\| (\{.*"SecretString": ?"|Action=(Create|Modify)DBCluster&)/;
const LOCAL_STATE = "terraform.bootstrap.tfstate";

/** From an empty account to MLflow and back, as the README tells it. The tests build on each other, in this order. */
describe("an empty account, from the first command to the last", () => {
  const project = new ProjectCopy();
  const colleague = new ProjectCopy();
  const bootstrap = `${readmeBlock("bootstrap").trim()} -- --yes -no-color`;
  const migrate = readmeBlock("migrate").trim();
  const inBootstrap = "terraform -chdir=cdktf.out/stacks/bootstrap";
  const inMlflow = "terraform -chdir=cdktf.out/stacks/mlflow";
  const destroyBootstrap = `${readmeBlock("destroy").trim()} -- --stack bootstrap`;
  const client = { OAUTH2_CLIENT_ID: "canary-id.apps.example.com", OAUTH2_CLIENT_SECRET: 'canary-"one"\\with/odd+%$x' };
  const log = (name: string): string => join(project.folder, `${name}.log`);
  /** What our commands printed. */
  const printed: string[] = [];
  let emulator: Emulator;
  let commandLines: CommandLines;
  let shell: Shell;
  let colleagues: Shell;

  beforeAll(async () => {
    emulator = await Emulator.start();
    emulator.seed("example.com");
    commandLines = new CommandLines();
    shell = new Shell(project.folder, { ...emulator.environment, ...client });
    colleagues = new Shell(colleague.folder, emulator.environment);
  });

  afterAll(async () => {
    await commandLines.stop();
    await emulator.stop();
    project.remove();
    colleague.remove();
  });

  /** Runs a command of ours that must succeed, and keeps what it prints. */
  const run = (command: string, where = shell): string => {
    const { output } = where.run(command);
    printed.push(output);
    return output;
  };
  const refused = (command: string): string => {
    const ended = shell.attempt(command);
    printed.push(ended.output);
    expect(ended.status).toBe(1);
    return ended.output;
  };
  const localState = (): string[] =>
    readdirSync(project.folder).filter((name) => name.startsWith(LOCAL_STATE) && !name.endsWith(".backup"));

  test("a run that ended half way is repeated, and refused without its state", () => {
    expect(run(`${bootstrap} -target=aws_dynamodb_table.lock-table`)).toContain("1 added");
    renameSync(join(project.folder, LOCAL_STATE), join(project.folder, "elsewhere"));
    const output = refused(bootstrap);
    expect(output).toContain("Table mlflow-terraform-lock exists already");
    expect(output).toContain("npm run bootstrap -- --adopt");
    expect(output).toContain("Nothing was changed.");
    renameSync(join(project.folder, "elsewhere"), join(project.folder, LOCAL_STATE));
  });

  test("npm run bootstrap makes the rest, and prints the lines for the client's values", () => {
    const output = run(`TF_LOG=TRACE TF_LOG_PATH=${log("bootstrap")} ${bootstrap}`);
    expect(output).toContain("Account 123456789012, region eu-west-1");
    expect(output).toContain("13 added, 0 changed, 0 destroyed");
    expect(output).toContain(`export TF_STATE_BUCKET=${BUCKET} TF_STATE_LOCK_TABLE=mlflow-terraform-lock`);
    expect(readdirSync(project.bootstrap)).not.toContain("bootstrap.plan");

    const puts = output.split("\n").filter((line) => line.startsWith("  printf %s "));
    expect(puts.map((line) => line.trim())).toEqual(readmeBlock("client").trim().split("\n"));
    shell.run(puts.join("\n"));
    expect(secretValue(emulator, "mlflow/oauth2-client-secret")).toBe(client.OAUTH2_CLIENT_SECRET);
    expect(secretValue(emulator, COOKIE_SECRET)).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(secretValue(emulator, PASSWORD)).toMatch(/^[A-Za-z0-9]{40}$/);
  });

  test("a second run changes nothing, and asks for no value any more", () => {
    const before = secretVersions(emulator);
    const output = run(bootstrap);
    expect(output).toContain("Nothing to change");
    expect(output).not.toContain("printf");
    expect(secretVersions(emulator)).toEqual(before);
  });

  test("the state moves into its bucket, again without harm, and after an interruption", () => {
    expect(run(migrate)).toContain("Moved: 14 resources");
    expect(localState()).toEqual([`${LOCAL_STATE}.migrated`]);
    expect(run(migrate)).toContain("in its bucket already");

    // Copied, and then interrupted: the local file is there still, and the folder of Terraform is lost.
    renameSync(join(project.folder, `${LOCAL_STATE}.migrated`), join(project.folder, LOCAL_STATE));
    rmSync(join(project.folder, "cdktf.out"), { recursive: true });
    expect(run(migrate)).toContain("is now terraform.bootstrap.tfstate.migrated");
    expect(localState()).toEqual([`${LOCAL_STATE}.migrated`]);
  });

  test("a colleague's fresh clone finds it with nothing but credentials", () => {
    const output = run(bootstrap, colleagues);
    expect(output).toContain(`the state is in bucket ${BUCKET}`);
    expect(output).toContain("Nothing to change");
    expect(output).not.toContain("bootstrap:migrate");
    expect(existsSync(join(colleague.folder, LOCAL_STATE))).toBe(false);
  });

  test("MLflow is deployed with the lines that were printed", () => {
    const lines = run(bootstrap).split("\n");
    shell.run(lines.filter((line) => line.startsWith("  export ")).join("\n"));
    shell.run(readmeBlock("variables"));
    expect(run(readmeBlock("doctor"))).not.toMatch(/^(problem|skipped)/m);
    shell.run(lines.filter((line) => line.startsWith(`  ${inMlflow} init`)).join("\n"));
    shell.run(`export TF_LOG=TRACE TF_LOG_PATH=${log("mlflow")}`);
    expect(run(readmeBlock("apply"))).toContain("Apply complete!");
    shell.run("unset TF_LOG TF_LOG_PATH");
    expect(shell.attempt(`${inMlflow} plan -no-color -detailed-exitcode`)).toMatchObject({ status: 0 });
  });

  test("both generated secrets and the client are rotated, and remembered", async () => {
    const before = [secretValue(emulator, COOKIE_SECRET), secretValue(emulator, PASSWORD)];
    const raised = "export TF_VAR_oauth2_cookie_secret_version=2 TF_VAR_database_password_version=2";
    const place = `export TF_STATE_BOOTSTRAP=s3 TF_VAR_state_bucket_name=${BUCKET}`;
    const plan = `npm run --silent synth\n${inBootstrap} init -reconfigure\n${inBootstrap} plan -out=rotation.plan`;
    run(`(${place}\n${raised}\n${plan})`);
    shell.export("TF_VAR_oauth2_client_id", "canary-id-2.example.com");
    shell.export("TF_VAR_oauth2_client_secret", SECOND_SECRET);
    run(`(export TF_VAR_oauth2_client_version=1\n${raised}\n${bootstrap})`);
    shell.run("unset TF_VAR_oauth2_client_id TF_VAR_oauth2_client_secret");
    const after = [secretValue(emulator, COOKIE_SECRET), secretValue(emulator, PASSWORD)];
    expect(after.map((value, index) => value !== before[index])).toEqual([true, true]);
    expect(secretValue(emulator, "mlflow/oauth2-client-secret")).toBe(SECOND_SECRET);

    run(
      `npm run --silent synth\nTF_LOG=TRACE TF_LOG_PROVIDER=INFO TF_LOG_PATH=${log("quiet")} TF_VAR_database_password_version=2 ${inMlflow} apply -auto-approve -no-color`,
    );
    const answer = await fetch(`${emulator.url}/_emulator/rds/oauth2-mlflow/master-password-sha256`);
    const hash = createHash("sha256").update(after[1] ?? "");
    expect(await answer.text()).toContain(hash.digest("hex"));

    // Without any variable, on another machine: the state remembers the versions.
    expect(run(bootstrap, colleagues)).toContain("Nothing to change");
    expect(
      shell.attempt(`TF_VAR_database_password_version=2 ${inMlflow} plan -no-color -detailed-exitcode`),
    ).toMatchObject({ status: 0 });
  });

  test("no value of a secret, of whatever age, is anywhere but in Secrets Manager", () => {
    const secrets = allSecretValues(emulator);
    const names = Object.keys(secrets);
    // Two versions of four secrets and the two server keys.
    expect(names.length).toBeGreaterThanOrEqual(10);
    const places = secretPlaces({
      emulator,
      stateBucket: BUCKET,
      copies: [project, colleague],
      plans: [
        [project.stack, "mlflow.plan"],
        [project.bootstrap, "rotation.plan"],
      ],
      environment: shell.environment,
      printed,
      commandLines: commandLines.text,
    });
    // Each place was really looked at.
    expect(places["all versions in the state bucket"]).toContain("aws_rds_cluster");
    expect(places["plan files"]).toContain("aws_rds_cluster");
    expect(places["plans shown as JSON"]).toContain("aws_secretsmanager_secret_version");
    expect(places["local states"]).toContain("aws_dynamodb_table");
    expect(places["command lines"]).toMatch(/terraform .*apply/);
    expect(places["command lines"]).toContain("aws secretsmanager put-secret-value");
    for (const [place, text] of Object.entries(places)) {
      expect([place, secretsIn(text, secrets)]).toEqual([place, []]);
      for (const form of disguises(client.OAUTH2_CLIENT_SECRET)) {
        expect(secretsIn(`${text}${form}`, { planted: client.OAUTH2_CLIENT_SECRET })).toEqual(["planted"]);
      }
    }
  });

  test("a debug log has them only where the AWS provider's own level is not INFO, in bodies of calls", () => {
    const secrets = allSecretValues(emulator);
    const found = (name: string): string[] =>
      readFileSync(log(name), "latin1")
        .split("\n")
        .filter((line) => secretsIn(line, secrets).length > 0);
    expect(readFileSync(log("bootstrap"), "latin1")).toContain("[TRACE]");
    expect(found("bootstrap")).toEqual([]);
    expect(readFileSync(log("quiet"), "latin1")).toContain("[TRACE]");
    expect(found("quiet")).toEqual([]);
    expect(found("mlflow").length).toBeGreaterThan(0);
    expect(found("mlflow").filter((line) => !BODY.test(line))).toEqual([]);
  });

  test("npm run destroy takes MLflow away, then refuses the bootstrap stack without the longer phrase", () => {
    const state = bucketText(emulator, BUCKET);
    const withMlflow = refused(`${destroyBootstrap} --phrase "destroy bootstrap"`);
    expect(withMlflow).toMatch(/mlflow\/terraform\.tfstate: \d+ resources/);
    expect(refused(destroyBootstrap)).toContain("No terminal to ask at");
    expect(bucketText(emulator, BUCKET)).toBe(state);

    shell.export("TF_VAR_database_skip_final_snapshot", "true");
    shell.export("TF_VAR_server_keys_recovery_window_in_days", "0");
    run(`${readmeBlock("destroy").trim()} -- --phrase "destroy mlflow" -no-color`);
    expect(leftovers(emulator)).toEqual([]);

    for (const phrase of ["yes", "destroy bootstrap"]) {
      expect(refused(`${destroyBootstrap} --phrase "${phrase}"`)).toContain(
        '"destroy bootstrap and every state" is needed. Nothing was destroyed.',
      );
    }
    expect(emulator.aws("s3api list-buckets", "Buckets[].Name")).toEqual([BUCKET]);
    expect(secretVersions(emulator)).toHaveLength(4);
  });

  test("npm run destroy with the phrase leaves nothing behind", () => {
    shell.export("TF_VAR_secret_recovery_window_in_days", "0");
    expect(run(`${destroyBootstrap} --phrase "destroy bootstrap and every state" -no-color`)).toContain(
      "Destroy complete!",
    );
    expect(emulator.aws("s3api list-buckets", "Buckets[].Name")).toEqual([]);
    expect(emulator.aws("dynamodb list-tables", "TableNames")).toEqual([]);
    const ours = "SecretList[?starts_with(Name, 'mlflow/')].Name";
    expect(emulator.aws("secretsmanager list-secrets --include-planned-deletion", ours)).toEqual([]);
    expect(run(`${destroyBootstrap} --phrase "destroy bootstrap"`)).toContain("Nothing to destroy");
  });

  test("the emulator had an answer to every call, and AWS would have refused none", () => {
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
  });
});
