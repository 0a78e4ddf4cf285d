import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { leftovers } from "../support/leftovers";
import { ParkedApply } from "../support/parked-apply";
import { ProjectCopy } from "../support/project-copy";
import { readmeBlock } from "../support/readme";
import { folderText, secretsIn } from "../support/secret-search";
import { Shell } from "../support/shell";
import { MLFLOW_JSON, readText } from "../support/synthesis";

jest.setTimeout(8 * 60_000);

/**
 * The life of a stack as the README tells it, on one emulated account, with the JSON as it was synthesized. The tests
 * build on each other, in this order.
 */
describe("the README's deployment on an emulated AWS account", () => {
  const project = new ProjectCopy();
  const terraform = "terraform -chdir=cdktf.out/stacks/mlflow";
  let emulator: Emulator;
  let shell: Shell;
  let secrets: Readonly<Record<string, string>>;

  beforeAll(async () => {
    emulator = await Emulator.start();
    emulator.seed("example.com");
    shell = new Shell(project.folder, {
      ...emulator.environment,
      OAUTH2_CLIENT_ID: "canary-client-id.apps.example.com",
      OAUTH2_CLIENT_SECRET: 'canary-client-"secret"\\with/odd+characters',
    });
  });

  afterAll(async () => {
    await emulator.stop();
    project.remove();
  });

  const synthesized = (): string => readText(project.stack, "cdk.tf.json");
  const stateList = (): string => shell.run(`${terraform} state list`).stdout;

  test("synth, state, secrets, init: the commands work in this order", () => {
    shell.run("npm run --silent synth");
    for (const step of ["state", "secrets", "init"]) shell.run(readmeBlock(step));
    secrets = Object.fromEntries(
      ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"].map((name) => [
        name,
        emulator.aws(`secretsmanager get-secret-value --secret-id mlflow/${name}`, "SecretString").join(" "),
      ]),
    );
    expect(Object.values(secrets).map((value) => value.length > 20)).toEqual([true, true, true, true]);
  });

  test("the JSON is valid for Terraform and the AWS provider", () => {
    expect(shell.run(`${terraform} validate -no-color`).output).toContain("The configuration is valid");
  });

  test("plan and apply work in one go, on exactly the JSON that every synth gives", () => {
    shell.run(readmeBlock("variables"));
    const { output } = shell.run(readmeBlock("apply"));
    expect(output).toContain("Apply complete!");
    expect(output).toContain("https://mlflow.example.com");
    expect(synthesized()).toBe(readText(process.env.TEST_CDKTF_OUT ?? "", MLFLOW_JSON));
  });

  test("the next plan is empty", () => {
    expect(shell.attempt(`${terraform} plan -no-color -detailed-exitcode`)).toMatchObject({ status: 0 });
  });

  test("the review of that plan says that nothing changes, names the plan file, and holds no secret", () => {
    const { output } = shell.run(readmeBlock("review"));
    const hash = createHash("sha256")
      .update(readFileSync(join(project.stack, "mlflow.plan")))
      .digest("hex");
    const review = output.slice(output.indexOf("## Plan review"));
    expect(review).toMatch(/^## Plan review: Nothing dangerous found\n\n\*\*No changes\*\*/);
    expect(review).toContain(`Plan file: \`sha256:${hash}\``);
    expect(secretsIn(review, secrets)).toEqual([]);
  });

  test("no secret value is in the state, in the plan file or in any file beside the JSON", () => {
    const serverKeys = emulator.aws("secretsmanager list-secrets", "SecretList[?contains(Name, 'server-keys')].ARN");
    const keys = emulator
      .aws(`secretsmanager get-secret-value --secret-id ${serverKeys.join()}`, "SecretString")
      .join("");
    const all: Record<string, string> = {
      ...secrets,
      ...Object.fromEntries(
        [...keys.matchAll(/"(MLFLOW_\w+)":\s*"([^"]{40,})"/g)].map(([, name = "", value = ""]): [string, string] => [
          name,
          value,
        ]),
      ),
    };
    expect(Object.keys(all)).toHaveLength(6);

    const state = shell.run(`${terraform} state pull`).stdout;
    const plan = shell.run(`${terraform} show -json mlflow.plan`).stdout;
    expect(state).toContain("aws_rds_cluster");
    expect(plan).toContain("aws_rds_cluster");
    const searched = `${state}${plan}${folderText(join(project.folder, "cdktf.out"))}`;
    expect(secretsIn(searched, all)).toEqual([]);
    // The search itself finds what is there.
    expect(secretsIn(`${searched}${encodeURIComponent(all["oauth2-client-secret"] ?? "")}`, all)).toEqual([
      "oauth2-client-secret",
    ]);
  });

  test("the database got the password from the secret", async () => {
    const answer = await fetch(`${emulator.url}/_emulator/rds/oauth2-mlflow/master-password-sha256`);
    const expected = createHash("sha256")
      .update(secrets["store-db-password"] ?? "")
      .digest("hex");
    expect(await answer.text()).toContain(expected);
  });

  test("a second writer is refused while the first holds the lock in DynamoDB", async () => {
    const first = await ParkedApply.start(project.stack, shell.environment, ["-var=service_max_capacity=5"]);
    try {
      const second = shell.attempt(`${terraform} plan -no-color`);
      expect(second).toMatchObject({ status: 1 });
      expect(second.output).toContain("Error acquiring the state lock");
      expect(second.output).toContain("ConditionalCheckFailedException");
    } finally {
      await first.decline();
    }
    expect(shell.attempt(`${terraform} plan -no-color -detailed-exitcode`)).toMatchObject({ status: 0 });
  });

  test("cdktf diff on the same state finds nothing to change", () => {
    expect(shell.run(`${firstLine("cdktf")} -- --skip-provider-lock`).output).toContain("No changes");
  });

  test("a protected destroy is refused at plan, with nothing gone", () => {
    const before = stateList();
    const refused = shell.attempt(`${terraform} destroy -no-color -auto-approve`);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.output).toContain("Instance cannot be destroyed");
    expect(refused.output).not.toContain("Destroying...");
    expect(stateList()).toBe(before);
  });

  test("npm run destroy refuses a wrong phrase, and the short one while artifacts exist", () => {
    const before = stateList();
    const bucket = shell.run(`${terraform} output -raw artifact_bucket`).stdout;
    shell.run(`echo model | aws s3 cp - s3://${bucket}/1/model.pkl`);
    for (const phrase of ["yes", "destroy mlflow"]) {
      const refused = shell.attempt(`${readmeBlock("destroy").trim()} -- --phrase "${phrase}"`);
      expect(refused).toMatchObject({ status: 1 });
      expect(refused.output).toContain('"destroy mlflow and every artifact" is needed. Nothing was destroyed.');
    }
    expect(shell.attempt(readmeBlock("destroy")).output).toContain("No terminal to ask at");
    expect(stateList()).toBe(before);
    expect(emulator.aws(`s3api list-objects-v2 --bucket ${bucket}`, "Contents[].Key")).toEqual(["1/model.pkl"]);
  });

  test("npm run destroy with the phrase leaves nothing behind", () => {
    expect(leftovers(emulator).length).toBeGreaterThan(20);
    shell.export("TF_VAR_database_skip_final_snapshot", "true");
    shell.export("TF_VAR_server_keys_recovery_window_in_days", "0");
    const { output } = shell.run(
      `${readmeBlock("destroy").trim()} -- --phrase "destroy mlflow and every artifact" -no-color`,
    );
    expect(output).toContain("Destroy complete!");
    expect(leftovers(emulator)).toEqual([]);
    expect(shell.run(`${readmeBlock("destroy").trim()} -- --phrase "destroy mlflow"`).output).toContain(
      "Nothing to destroy",
    );
  });

  test("cdktf deploy, diff and destroy do the same, without protection when asked in words", () => {
    shell.export("MLFLOW_DESTROY_PHRASE", "destroy mlflow");
    const [plan = "", deploy = ""] = readmeBlock("cdktf").split("\n");
    expect(shell.run(`${deploy} -- --auto-approve --skip-provider-lock`).output).toContain("mlflow_uri");
    expect(shell.run(`${plan} -- --skip-provider-lock`).output).toContain("No changes");
    shell.run("TF_INPUT=0 npx cdktf destroy mlflow --auto-approve --skip-provider-lock");
    expect(leftovers(emulator)).toEqual([]);
  });

  test("the emulator had an answer to every call", () => {
    expect(emulator.failures).toBe("");
  });

  test("AWS would have refused none of them, as far as the gate knows", () => {
    expect(emulator.calls.length).toBeGreaterThan(1000);
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d{2} resources, 0 errors\n$/);
  });

  function firstLine(name: string): string {
    return readmeBlock(name).split("\n")[0] ?? "";
  }
});
