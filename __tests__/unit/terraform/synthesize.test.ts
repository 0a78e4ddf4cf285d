import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformOutput, TerraformStack } from "cdktf";
import { addBackend } from "../../../src/state/state";
import { describeProblems, InvalidSettingsError, Problem, refuse } from "../../../src/terraform/problem";
import { StackFactory, synthesize } from "../../../src/terraform/synthesize";
import { bundle, PROJECT, trySynthesize } from "../../support/synthesis";

const problem = (where: string): Problem => ({ where, given: '"x"', allowed: "y", fix: `set ${where} to y` });

const good =
  (id: string): StackFactory =>
  (app) => {
    const stack = new TerraformStack(app, id);
    addBackend(stack, { type: "s3" });
    new TerraformOutput(stack, "name", { value: id });
  };

const bad =
  (...problems: readonly Problem[]): StackFactory =>
  () => {
    refuse(problems);
  };

let outdir: string;
let printed: string;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "synthesize-"));
  printed = "";
  process.env.CDKTF_OUTDIR = outdir;
  process.exitCode = undefined;
  jest.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.CDKTF_OUTDIR;
  process.exitCode = undefined;
  rmSync(outdir, { recursive: true });
});

const writtenFiles = (): readonly string[] =>
  readdirSync(outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

test("every stack is written when all of them are right", () => {
  synthesize(good("one"), good("two"));
  expect(existsSync(join(outdir, "stacks/one/cdk.tf.json"))).toBe(true);
  expect(existsSync(join(outdir, "stacks/two/cdk.tf.json"))).toBe(true);
  expect(printed).toBe("");
  expect(process.exitCode).toBeUndefined();
});

test("the problems of all stacks are printed at once, so that one run is enough to mend them", () => {
  synthesize(bad(problem("one: id"), problem("one: state")), bad(problem("two: id")));
  expect(printed).toBe(
    [
      "invalid settings, 3 problems:",
      ...["one: id", "one: state", "two: id"].flatMap((where) => [
        `  ${where}`,
        '    given:   "x"',
        "    allowed: y",
        `    fix:     set ${where} to y`,
      ]),
      "",
      "Nothing was written.",
      "",
    ].join("\n"),
  );
  expect(process.exitCode).toBe(1);
});

test("one wrong stack keeps the right ones from being written, because half of a deployment is worse than none", () => {
  synthesize(good("one"), bad(problem("two: id")), good("three"));
  expect(writtenFiles()).toEqual([]);
  expect(printed).toContain("Nothing was written.");
});

test("a fault of the program is not taken for a wrong setting: it keeps its stack trace", () => {
  const fault = (): never => {
    throw new TypeError("a fault");
  };
  expect(() => {
    synthesize(good("one"), fault);
  }).toThrow(new TypeError("a fault"));
  expect(writtenFiles()).toEqual([]);
});

describe("the program itself", () => {
  const given = process.env.TEST_BUNDLE;
  const own = join(PROJECT, "build", `unit-${process.pid}.js`);

  // A set-up of another ring may have bundled it already; this ring has none and runs alone, too.
  beforeAll(() => {
    if (given === undefined) bundle((process.env.TEST_BUNDLE = own));
  });

  afterAll(() => {
    if (given === undefined) delete process.env.TEST_BUNDLE;
    rmSync(own, { force: true });
  });

  test("ends with 1, names every problem and shows no stack trace", () => {
    const finished = trySynthesize(outdir, {
      TF_STATE_BUCKET: "s3://bucket/path",
      TF_STATE_LOCK_TABLE: "arn:aws:dynamodb:eu-west-1:123456789012:table/lock",
      TF_STATE_KEY: "state",
    });
    expect(finished.status).toBe(1);
    expect(finished.stdout).toBe("");
    expect(finished.stderr).toContain("invalid settings, 3 problems:\n");
    expect(finished.stderr).toContain("  mlflow: state.bucket (TF_STATE_BUCKET)\n");
    expect(finished.stderr).toContain("  mlflow: state.lockTable (TF_STATE_LOCK_TABLE)\n");
    expect(finished.stderr).toContain("  mlflow: state.key (TF_STATE_KEY)\n");
    expect(finished.stderr).not.toMatch(/^\s+at /m);
    expect(writtenFiles()).toEqual([]);
  });
});

describe("the description of problems", () => {
  test("says one problem in the singular, with what was given, what is allowed and what to do", () => {
    expect(describeProblems([{ where: "mlflow: id", given: '"Prod"', allowed: "mlflow", fix: "rename it" }])).toBe(
      [
        "invalid settings, 1 problem:",
        "  mlflow: id",
        '    given:   "Prod"',
        "    allowed: mlflow",
        "    fix:     rename it",
      ].join("\n"),
    );
  });

  test("is the message of the error, and the error keeps the problems for programs", () => {
    const problems = [problem("a"), problem("b")];
    const error = new InvalidSettingsError(problems);
    expect(error.message).toBe(describeProblems(problems));
    expect(error.problems).toEqual(problems);
    expect(error.name).toBe("InvalidSettingsError");
  });

  test("is not thrown when there is nothing to say", () => {
    expect(() => {
      refuse([]);
    }).not.toThrow();
    expect(() => {
      refuse([problem("a")]);
    }).toThrow(InvalidSettingsError);
  });
});
