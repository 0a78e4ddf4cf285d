import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { recordedPlanPath } from "../../support/recorded-plan";
import { attempt, Ended } from "../../support/run";
import { object, parse } from "../../support/stack-json";
import { PROJECT, readText } from "../../support/synthesis";

/** Of one host alone. */
const token = { TF_TOKEN_tfe_example_com: "canary-token" };

const PLAN = recordedPlanPath("larger-tasks");

describe("npm run review", () => {
  const folder = mkdtempSync(join(tmpdir(), "review-"));
  const bundle = join(PROJECT, "build", `review-test-${process.pid}.js`);

  beforeAll(() => {
    const options = { bundle: true, platform: "node", packages: "external" } as const;
    buildSync({ ...options, entryPoints: [join(PROJECT, "src/cli/review.ts")], outfile: bundle });
    writeFileSync(join(folder, "plan.json"), readText(PLAN));
    writeFileSync(join(folder, "saved.plan"), "a plan file");
    writeFileSync(join(folder, "text.json"), "Terraform used the selected providers");
    writeFileSync(join(folder, "state.json"), '{"format_version":"1.0","values":{}}');
    writeFileSync(join(folder, "future.json"), '{"format_version":"2.0","planned_values":{}}');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(bundle, { force: true });
  });

  function review(...args: readonly string[]): Ended {
    return attempt(process.execPath, [bundle, ...args], {
      cwd: PROJECT,
      env: { INIT_CWD: folder, HOME: folder, ...token },
      minutes: 1,
    });
  }

  it("prints the review of a plan, found from where the user stands, and ends with 0", () => {
    const { status, stdout, stderr } = review("plan.json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^## Plan review: Nothing dangerous found\n/);
    expect(stdout).toContain("CPU of a task: `2 vCPU` → `4 vCPU`");
  });

  it("reads the standard input", () => {
    const ended = attempt("sh", ["-c", `"$0" "$1" - < "$2"`, process.execPath, bundle, PLAN], { env: {}, minutes: 1 });
    expect(ended.stdout).toBe(review("plan.json").stdout);
  });

  it("says with --plan-file which plan was reviewed", () => {
    const hash = createHash("sha256").update("a plan file").digest("hex");
    expect(review("plan.json", "--plan-file", "saved.plan").stdout).toContain(`Plan file: \`sha256:${hash}\``);
  });

  it("prints one JSON document with --format json", () => {
    const { status, stdout } = review("--format=json", "plan.json");
    expect(status).toBe(0);
    expect(object(parse(stdout))).toMatchObject({
      version: 1,
      verdict: "fine",
      counts: { create: 0, update: 1, replace: 1, delete: 0, import: 0, move: 0, forget: 0 },
      cost: [{ direction: "up" }, { direction: "up" }],
      dangers: [],
    });
  });

  it("writes to a file with --out, and nothing to the standard output", () => {
    const { status, stdout } = review("plan.json", "--out", "review.md");
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(readFileSync(join(folder, "review.md"), "utf8")).toBe(review("plan.json").stdout);
  });

  it.each([
    ["no plan", [], "No plan is given."],
    ["a missing file", ["missing.json"], "missing.json cannot be read (there is no such file)."],
    ["text", ["text.json"], "text.json is not JSON. terraform show -json <plan> writes a plan in JSON."],
    ["a state", ["state.json"], "This is no plan of Terraform in JSON."],
    ["another major version", ["future.json"], "The plan has version 2.0 of Terraform's format; known is 1."],
    ["an unknown option", ["plan.json", "--force"], "There is no option --force."],
    ["an unknown format", ["plan.json", "--format", "html"], '--format is "html"; give markdown or json.'],
    ["an option without value", ["plan.json", "--out"], "--out needs a value."],
    [
      "an allowance of nothing",
      ["plan.json", "--allow", "no-such-danger=because it was meant"],
      "--allow no-such-danger",
    ],
    [
      "a lock file that is none",
      ["plan.json", "--base-lock", "text.json", "--head-lock", "text.json"],
      "text.json: This is no provider lock file",
    ],
    ["two plans", ["plan.json", "--hcp-run", "run-1"], "More than one plan is given; one at a time."],
    ["a run without a token", ["--hcp-run", "run-1"], "There is no token for app.terraform.io."],
    ["a run of no id", ["--hcp-run", "1", "--hostname", "tfe.example.com"], '"1" is no id of a run.'],
    [
      "a plan file of a run",
      ["--hcp-run", "run-1", "--plan-file", "p"],
      "--plan-file: a remote run leaves no plan file.",
    ],
    ["a host without a run", ["plan.json", "--hostname", "tfe.example.com"], "--hostname goes with --hcp-run."],
    ["one lock file", ["plan.json", "--base-lock", "a"], "--base-lock and --head-lock go together."],
  ])("refuses %s with one message and exit code 1, and writes nothing", (_, args, message) => {
    const { status, stdout, stderr } = review("--out=refused.md", ...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(join(folder, "refused.md"))).toBe(false);
  });

  it("says everything that is wrong at once", () => {
    const { stderr: withArguments } = review("a", "b", "--format", "x", "--nothing", "--head-lock", "l");
    for (const part of ["More than one plan", '"x"', "--nothing", "go together"]) expect(withArguments).toContain(part);
    const files = ["missing.json", "--plan-file", "no.plan", "--base-lock", "no.base", "--head-lock", "no.head"];
    const { stderr: withFiles } = review(...files);
    for (const part of ["missing.json", "no.plan", "no.base", "no.head"]) expect(withFiles).toContain(part);
  });
});
