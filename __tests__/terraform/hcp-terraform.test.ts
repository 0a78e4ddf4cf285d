import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { cleanEnvironment } from "../support/environment";
import { FakeHcp } from "../support/hcp/fake-hcp";
import { AUTOMATION, ENTERPRISE, newProject } from "../support/hcp/projects";
import { ProjectCopy } from "../support/project-copy";
import { attemptBesideOthers } from "../support/run";
import { Shell } from "../support/shell";
import { PROJECT, readText } from "../support/synthesis";

jest.setTimeout(5 * 60_000);

/** Values that must not leave this machine; they are planted beside the JSON. */
const PLANTED: Readonly<Record<string, string>> = {
  ".env": "AWS_SECRET_ACCESS_KEY=canary-env",
  ".env.local": "X=canary-env-local",
  "terraform.tfvars": 'word = "canary-tfvars"',
  "prod.auto.tfvars.json": '{ "word": "canary-auto-tfvars" }',
  "saved.plan": "canary-plan",
  "old.tfstate": "canary-state",
  "old.tfstate.backup": "canary-backup",
  "notes.txt": "canary-notes",
};

const MODULE_FILE = /^assets\/module\/[0-9A-F]+\/main\.tf$/;

const GUIDE = readText(PROJECT, "docs/hcp-terraform.md").replace(/\s+/g, " ");

/** A message of Terraform, which the guide has, too. */
function told(message: string): string {
  expect(GUIDE).toContain(`\`${message}\``);
  return message;
}

const inStack = (stack: string): string => `terraform -chdir=cdktf.out/stacks/${stack}`;

/** Each file of a folder but Terraform's own folder. */
function filesIn(project: ProjectCopy, stack: string): string[] {
  return readdirSync(join(project.folder, "cdktf.out/stacks", stack)).filter((name) => name !== ".terraform");
}

describe("HCP Terraform with execution mode local", () => {
  const project = newProject();
  let hcp: FakeHcp;
  let shell: Shell;

  beforeAll(async () => {
    hcp = await FakeHcp.start("local", cleanEnvironment());
    const base = cleanEnvironment({ ...AUTOMATION, HOME: project.folder });
    shell = new Shell(project.folder, hcp.environment(["app.terraform.io", ENTERPRISE], base));
    shell.run("npm run --silent synth");
  });
  afterAll(async () => {
    await hcp.stop();
    project.remove();
  });

  test("makes the workspace, and keeps state and outputs of the stack there and nowhere else", async () => {
    expect(shell.run(`${inStack("named")} init -no-color`).output).toContain("HCP Terraform has been successfully");
    expect(shell.run(`${inStack("named")} plan -no-color`).output).toContain('+ said = "hello"');
    shell.run(`${inStack("named")} apply -auto-approve -no-color -var=word=kept`);
    expect(shell.run(`${inStack("named")} output -no-color`).output).toContain('said = "kept"');
    expect(shell.run(`${inStack("named")} state pull`).output).toContain('"kept"');
    expect(shell.attempt(`${inStack("named")} plan -no-color -var=word=kept -detailed-exitcode`).status).toBe(0);
    expect(filesIn(project, "named").sort()).toEqual([".terraformignore", "assets", "cdk.tf.json"]);
    expect(await hcp.runs("small")).toEqual([]);
  });

  test("is driven by cdktf as well", () => {
    expect(shell.run("npx cdktf deploy named --auto-approve --skip-provider-lock").output).toContain("said = hello");
    expect(shell.run("npx cdktf diff named --skip-provider-lock").output).toContain("No changes");
  });

  test("with tags takes only a workspace that exists and carries them", async () => {
    const init = `${inStack("tagged")} init -no-color`;
    expect(shell.attempt(init).output).toContain(told("No workspaces found"));
    await hcp.makeWorkspace("other", ["small"]);
    await hcp.makeWorkspace("one", ["small", "team:ml"]);
    await hcp.makeWorkspace("two", ["team:ml", "more", "small"]);
    for (const name of ["other", "three"]) {
      expect(shell.attempt(`TF_WORKSPACE=${name} ${init}`).output).toContain(
        told("Terraform failed to find workspace"),
      );
    }
    shell.run(`TF_WORKSPACE=one ${init}`);
    shell.run(`TF_WORKSPACE=one ${inStack("tagged")} apply -auto-approve -no-color -var=word=first`);
    shell.run(`TF_WORKSPACE=two ${inStack("tagged")} apply -auto-approve -no-color -var=word=second`);
    const said = ["one", "two"].map(
      (name) => shell.run(`TF_WORKSPACE=${name} ${inStack("tagged")} output -raw said`).stdout,
    );
    expect(said.map((text) => text.trim())).toEqual(["first", "second"]);
  });

  test("says what is wrong with a token, a lock or a workspace as the guide has it", async () => {
    const plan = `${inStack("named")} plan -no-color`;
    expect(shell.attempt(`TF_TOKEN_app_terraform_io=wrong ${plan}`).output.replace(/\s+/g, " ")).toContain(
      told("Encountered an unexpected error while reading the organization settings: unauthorized"),
    );
    expect(shell.attempt(`env -u TF_TOKEN_app_terraform_io ${plan}`).output).toContain(
      told("Required token could not be found"),
    );
    expect(shell.attempt(`TF_WORKSPACE=other ${plan}`).output).toContain(
      told("conflicts with TF_WORKSPACE environment variable"),
    );
    const actions = `workspaces/${await hcp.workspace("small")}/actions`;
    await hcp.call(`${actions}/lock`, {});
    expect(shell.attempt(plan).output).toContain(told("workspace already locked"));
    await hcp.call(`${actions}/unlock`, {});
    shell.run(plan);
  });
});

describe("HCP Terraform with execution mode remote", () => {
  const project = newProject();
  const folder = join(project.folder, "cdktf.out/stacks/named");
  let hcp: FakeHcp;
  let shell: Shell;

  beforeAll(async () => {
    hcp = await FakeHcp.start("remote", cleanEnvironment(AUTOMATION));
    const base = cleanEnvironment({ ...AUTOMATION, HOME: project.folder });
    shell = new Shell(project.folder, hcp.environment(["app.terraform.io"], base));
    shell.run("npm run --silent synth");
    shell.run(`${inStack("named")} init -no-color`);
    for (const [name, text] of Object.entries(PLANTED)) writeFileSync(join(folder, name), `${text}\n`);
  });
  afterAll(async () => {
    await hcp.stop();
    project.remove();
  });

  const newestUpload = (): string => hcp.uploads().at(-1) ?? "";

  test("plans and applies in a run, and keeps the state", async () => {
    expect(shell.run(`${inStack("named")} plan -no-color`).output).toContain("Running plan in HCP Terraform");
    expect(hcp.calls("POST", /\/runs$/)).toHaveLength(1);
    shell.run(`${inStack("named")} apply -auto-approve -no-color -var=word=remote`);
    expect(shell.run(`${inStack("named")} output -raw said`).stdout.trim()).toBe("remote");
    const statuses = (await hcp.runs("small")).map(({ status }) => status);
    expect(statuses).toEqual(["applied", "planned_and_finished"]);
  });

  test("lets an apply wait while somebody holds the workspace, and go on then", async () => {
    const actions = `workspaces/${await hcp.workspace("small")}/actions`;
    await hcp.call(`${actions}/lock`, {});
    const args = ["-chdir=cdktf.out/stacks/named", "apply", "-auto-approve", "-no-color", "-var=word=waited"];
    const apply = attemptBesideOthers("terraform", args, { cwd: project.folder, env: shell.environment });
    await hcp.until("small", "pending");
    await setTimeout(2000);
    await hcp.call(`${actions}/unlock`, {});
    const { status, output } = await apply;
    expect(output).toContain(told("Waiting for the manually locked workspace to be unlocked..."));
    expect(status).toBe(0);
    expect((await hcp.runs("small"))[0]?.status).toBe("applied");
  });

  test("is sent the JSON and its asset: nothing that lies beside them", () => {
    for (const upload of hcp.uploads()) {
      expect(hcp.uploadedFiles(upload)).toEqual([expect.stringMatching(MODULE_FILE), "cdk.tf.json"]);
      expect(hcp.uploadedText(upload).match(/canary-[a-z-]+/g)).toEqual(["canary-module"]);
    }
    expect(hcp.uploads().length).toBeGreaterThan(1);
  });

  test("would be sent all of it without .terraformignore", () => {
    rmSync(join(folder, ".terraformignore"));
    shell.run(`${inStack("named")} plan -no-color`);
    const [asset, beside] = [true, false].map((wanted) =>
      hcp.uploadedFiles(newestUpload()).filter((name) => name.startsWith("assets/") === wanted),
    );
    expect(beside).toEqual([...Object.keys(PLANTED), "cdk.tf.json"].sort());
    expect(asset).toHaveLength(4);
    shell.run("npm run --silent synth");
    expect(existsSync(join(folder, ".terraformignore"))).toBe(true);
  });

  test("never learns a secret from npm run hcp:variables", () => {
    const list = "TF_VAR_password=canary-listed AWS_REGION=eu-west-1 npm run -s hcp:variables -- --stack named --all";
    const { stdout, output } = shell.run(list);
    expect(stdout.trim().split("\n")).toHaveLength(3);
    expect(output).toContain('"key":"password","description":"","category":"terraform","hcl":false,"sensitive":true');
    expect(output).toContain("Set the values of these in the workspace by hand: password.");
    expect(output).not.toContain("canary-listed");
  });

  test("gets a secret in clear from the CLI, whatever Terraform calls it, and none that is set in the workspace", async () => {
    shell.run(`TF_VAR_password=canary-given ${inStack("named")} plan -no-color`);
    const bodies = (): string[] => hcp.calls("POST", /\/runs$/).map(({ body }) => body);
    expect(bodies().at(-1)).toContain("canary-given");

    const attributes = { key: "password", value: "canary-kept", category: "terraform", sensitive: true };
    const vars = `workspaces/${await hcp.workspace("small")}/vars`;
    await hcp.call(vars, { data: { type: "vars", attributes } });
    expect(JSON.stringify(await hcp.call(vars))).not.toContain("canary-kept");
    shell.run(`${inStack("named")} plan -no-color`);
    expect(bodies().at(-1)).toContain('"variables":[]');
  });
});
