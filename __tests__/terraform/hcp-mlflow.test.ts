import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readHcpRunPlan } from "../../src/review/hcp-run";
import { hcpToken } from "../../src/review/hcp-token";
import { CommandLines } from "../support/command-lines";
import { Emulator } from "../support/emulator";
import { cleanEnvironment } from "../support/environment";
import { FakeHcp } from "../support/hcp/fake-hcp";
import { AUTOMATION, newProject } from "../support/hcp/projects";
import { TlsRelay } from "../support/hcp/tls-relay";
import { readmeBlock } from "../support/readme";
import { attemptBesideOthers, Ended } from "../support/run";
import { secretsIn } from "../support/secret-search";
import { Shell } from "../support/shell";
import { list, object, parse, text } from "../support/stack-json";

jest.setTimeout(5 * 60_000);

/** The commands of docs/hcp-terraform.md that need these; where they are missing their tests say so. */
const missing = ["curl", "jq"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
const withCurl = missing.length === 0 ? test : test.skip;
const without = missing.length === 0 ? "" : `(not run: ${missing.join(" and ")} not on PATH) `;

function resourceChanges(plan: unknown): unknown {
  return object(parse(JSON.stringify(plan))).resource_changes;
}

/** mlflow itself, as docs/hcp-terraform.md tells it. The tests build on each other, in this order. */
describe("mlflow in a workspace of HCP Terraform", () => {
  const ROLES = {
    TFC_AWS_PLAN_ROLE_ARN: "arn:aws:iam::123456789012:role/mlflow-plan",
    TFC_AWS_APPLY_ROLE_ARN: "arn:aws:iam::123456789012:role/mlflow-apply",
  };
  const client = { OAUTH2_CLIENT_ID: "canary-client-id", OAUTH2_CLIENT_SECRET: "canary-client-secret" };
  const project = newProject();
  let emulator: Emulator;
  let commandLines: CommandLines;
  let hcp: FakeHcp;
  let shell: Shell;
  /** The plan of the run that the API started. */
  let planned: unknown;

  beforeAll(async () => {
    emulator = await Emulator.start();
    emulator.seed("example.com");
    commandLines = new CommandLines();
    // AWS is known to the service alone: the machine that uploads has no credentials.
    hcp = await FakeHcp.start("remote", emulator.environment);
    new Shell(project.folder, { ...emulator.environment, ...client }).run(readmeBlock("secrets"));
    const base = cleanEnvironment({ ...AUTOMATION, HOME: project.folder, AWS_REGION: "eu-west-1", ...ROLES });
    shell = new Shell(project.folder, hcp.environment(["app.terraform.io"], base));
  });
  afterAll(async () => {
    await commandLines.stop();
    await hcp.stop();
    await emulator.stop();
    project.remove();
  });

  test("has its variables from npm run hcp:variables, which refuses what a plan would refuse", () => {
    const refused = shell.attempt(readmeBlock("hcpvariables"));
    expect(refused.status).toBe(1);
    expect(refused.output).toContain('"hosted_zone" is not set');
    shell.run(readmeBlock("variables"));
    shell.export("TF_VAR_service_cpu", "1024");
    shell.run(readmeBlock("hcpvariables"));
    const lines = readFileSync(join(project.folder, "workspace-variables.jsonl"), "utf8").trimEnd().split("\n");
    const attributes = lines.map((line) => object(object(object(parse(line)).data).attributes));
    expect(attributes.map(({ key, value, hcl }) => [key, value, hcl])).toEqual([
      ["allowed_email_domains", '["example.com"]', true],
      ["dns_record_name", "mlflow", false],
      ["domain", "example.com", false],
      ["hosted_zone", "example.com", false],
      ["service_cpu", "1024", false],
      ["AWS_REGION", "eu-west-1", false],
      ["TFC_AWS_PROVIDER_AUTH", "true", false],
      ["TFC_AWS_PLAN_ROLE_ARN", ROLES.TFC_AWS_PLAN_ROLE_ARN, false],
      ["TFC_AWS_APPLY_ROLE_ARN", ROLES.TFC_AWS_APPLY_ROLE_ARN, false],
    ]);
    const all = shell.run(`${readmeBlock("hcpvariables").split(">")[0]?.trim() ?? ""} -- --all > all-variables.jsonl`);
    expect(all.output).toContain(", 0 left at their defaults; 4 of the environment.");
    // From here on only the workspace knows the values.
    shell.run("unset ${!TF_VAR_@}");
  });

  withCurl(`${without}is planned by the calls of the guide, with the values of the workspace`, async () => {
    shell.run(`terraform -chdir=cdktf.out/stacks/mlflow init -no-color -backend=false`);
    const settings = {
      HCP_API: `http://localhost:${hcp.port}/api/v2`,
      HCP_TOKEN: FakeHcp.TOKEN,
      HCP_ORGANIZATION: "acme",
    };
    for (const [name, value] of Object.entries(settings)) shell.export(name, value);
    for (const step of ["hcpapi", "hcpworkspace", "hcpupload"]) shell.run(readmeBlock(step));
    expect(shell.run(readmeBlock("hcpwait")).output).toMatch(/^run-\d+ is planned$/m);
    expect(hcp.uploads().flatMap((upload) => hcp.uploadedFiles(upload))).toEqual([
      ".terraform.lock.hcl",
      "cdk.tf.json",
    ]);

    const [run] = await hcp.runs("mlflow");
    const tokens = new Set<string>();
    const token = await hcpToken("app.terraform.io", shell.environment, project.folder);
    planned = await readHcpRunPlan({
      hostname: "app.terraform.io",
      runId: run?.id ?? "",
      token,
      fetch: hcp.fetch(tokens),
    });
    expect([...tokens]).toEqual(["app.terraform.io"]);
    const plan = object(parse(JSON.stringify(planned)));
    const service = list(plan.resource_changes)
      .map(object)
      .find(({ type }) => type === "aws_ecs_task_definition");
    expect(object(object(service?.change).after).cpu).toBe("1024");
    expect(text(plan.format_version)).toMatch(/^1\./);
  });

  withCurl(`${without}is planned just the same with the default of every variable in the workspace`, async () => {
    await hcp.makeWorkspace("pinned", []);
    const id = await hcp.workspace("pinned");
    const pinned = readFileSync(join(project.folder, "all-variables.jsonl"), "utf8").trimEnd().split("\n");
    for (const line of pinned)
      expect(await hcp.call(`workspaces/${id}/vars`, object(parse(line)))).toHaveProperty("data");
    shell.run(`export HCP_WORKSPACE=${id}`);
    shell.run(readmeBlock("hcpupload"));
    expect(shell.run(readmeBlock("hcpwait")).output).toMatch(/^run-\d+ is planned$/m);
    const [{ id: runId } = { id: "" }] = await hcp.runs("pinned");
    const request = { hostname: "app.terraform.io", runId, token: FakeHcp.TOKEN, fetch: hcp.fetch(new Set()) };
    expect(resourceChanges(await readHcpRunPlan(request))).toEqual(resourceChanges(planned));
  });

  withCurl(`${without}is discarded or applied by one more call`, async () => {
    const [run] = await hcp.runs("mlflow");
    await hcp.call(`runs/${run?.id ?? ""}/actions/discard`, {});
    expect((await hcp.runs("mlflow"))[0]?.status).toBe("discarded");

    // The small stack, as a whole mlflow takes minutes.
    await hcp.makeWorkspace("small", []);
    shell.run(`export HCP_WORKSPACE=${await hcp.workspace("small")}`);
    shell.run(`terraform -chdir=cdktf.out/stacks/named init -no-color -backend=false
      touch cdktf.out/stacks/named/.terraform.lock.hcl`);
    shell.run(readmeBlock("hcpupload").replace("stacks/mlflow", "stacks/named"));
    expect(shell.run(readmeBlock("hcpwait")).output).toContain("is planned");
    shell.run(readmeBlock("hcpapply"));
    await hcp.until("small", "applied");
  });

  test("is planned by the CLI in a run, which gets no value from this machine", () => {
    const before = hcp.calls("POST", /\/runs$/).length;
    const { output } = shell.run(readmeBlock("hcpcli").replaceAll(/(init|plan)$/gm, "$1 -no-color"));
    expect(output).toContain("Running plan in HCP Terraform");
    expect(output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy\./);
    const runs = hcp.calls("POST", /\/runs$/);
    expect(runs).toHaveLength(before + 1);
    expect(runs.at(-1)?.body).toContain('"variables":[]');
    expect(hcp.uploadedFiles(hcp.uploads().at(-1) ?? "")).toEqual([".terraform.lock.hcl", "cdk.tf.json"]);
  });

  test("is reviewed from its run, by npm run review", async () => {
    const relay = await TlsRelay.start(hcp);
    try {
      const [run] = await hcp.runs("mlflow");
      const config = join(project.folder, "review.tfrc");
      writeFileSync(config, `credentials "${relay.hostname}" {\n  token = "${FakeHcp.TOKEN}"\n}\n`);
      const env = { ...shell.environment, NODE_EXTRA_CA_CERTS: relay.authorityFile, TF_CLI_CONFIG_FILE: config };
      const review = (runId: string): Promise<Ended> => {
        const args = ["run", "--silent", "review", "--", "--hcp-run", runId, "--hostname", relay.hostname];
        return attemptBesideOthers("npm", args, { cwd: project.folder, env });
      };
      const { status, stdout, output } = await review(run?.id ?? "");
      expect({ status, output }).toMatchObject({ status: 0 });
      expect(stdout).toContain("64 to create");
      expect(output).not.toContain(FakeHcp.TOKEN);
      const unknown = await review("run-0");
      expect(unknown.status).toBe(1);
      expect(unknown.output).toContain("does not show the run run-0");
    } finally {
      await relay.stop();
    }
  });

  withCurl(`${without}shows neither the token nor the address of an upload in a process list`, () => {
    expect(commandLines.text).toMatch(/curl .*--upload-file configuration\.tar\.gz/);
    expect(commandLines.text).not.toContain(FakeHcp.TOKEN);
    expect(commandLines.text).not.toContain(":" + String(hcp.port) + "/object/");
  });

  test("no secret went to HCP Terraform, and no token or secret stands in a plan", () => {
    const password = emulator.aws(
      "secretsmanager get-secret-value --secret-id mlflow/store-db-password",
      "SecretString",
    );
    const secrets = { ...client, password: password.join(""), token: FakeHcp.TOKEN };
    const sent = [...hcp.uploads().map((upload) => hcp.uploadedText(upload)), JSON.stringify(hcp.requests)].join("\n");
    expect(sent).toContain("aws_rds_cluster");
    expect(secretsIn(sent, secrets)).toEqual([]);
    expect(secretsIn(JSON.stringify(planned ?? {}), secrets)).toEqual([]);
    expect(secretsIn(`${sent}${FakeHcp.TOKEN}`, secrets)).toEqual(["token"]);
  });
});
