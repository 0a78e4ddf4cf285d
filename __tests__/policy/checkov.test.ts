import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StackJson } from "../support/stack-json";
import { PROJECT } from "../support/synthesis";
import { baselineOf } from "./baseline";
import { CheckovFolder, failuresIn, Finding, runCheckov } from "./checkov";
import { checkovView } from "./checkov-view";
import { judge } from "./judge";
import { scannedStacks } from "./scanned-stacks";
import { suppressionsOf } from "./suppressions";

const stacks = scannedStacks();
const mainStacks = [...stacks].filter(([name]) => name.startsWith("main-"));

describe("checkov, over every stack of main.ts and every shape", () => {
  let findings: readonly Finding[] = [];
  beforeAll(() => {
    findings = new CheckovFolder(stacks).scan();
  }, 120_000);

  it("finds no failure without a suppression, and no suppression without a failure", () => {
    // Compared as text, which a person can read when they differ.
    expect(judge(stacks, findings).join("\n\n")).toBe("");
  });

  it("evaluates policies and containers, not only their strings", () => {
    const evaluated = (check: string, name = "economy"): string[] =>
      findings.filter((finding) => finding.stack === name && finding.check === check).map(({ address }) => address);
    const { length } = stacks.get("economy")?.resources("aws_iam_role_policy") ?? [];
    expect(length).toBeGreaterThan(3);
    for (const check of ["CKV_AWS_286", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"]) {
      expect(evaluated(check)).toHaveLength(length);
    }
    expect(evaluated("CKV_AWS_336")).toEqual(["aws_ecs_task_definition.service_task-definition_1CDBFD24"]);
    expect(evaluated("CKV_AWS_286", "bootstrap-ci-github")).toHaveLength(10);
  });

  it("names an address of the stack in each finding", () => {
    const strangers = findings.filter(({ stack, address }) => {
      const json = stacks.get(stack);
      const blocks = [...(json?.resources() ?? []), ...(json?.dataSources() ?? [])];
      return !blocks.some((block) => block.address === address) && address !== "provider.aws";
    });
    expect(strangers).toEqual([]);
  });
});

describe("the configuration that is made of the suppressions", () => {
  /** As it stays in build/policy, for whoever runs checkov there. */
  const scan = (
    name: string,
    stack: StackJson,
    given = suppressionsOf(stack),
  ): { status: number | null; failed: string[] } => {
    const folder = join(PROJECT, "build/policy", name.replace("main-", ""));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "cdk.tf.json"), checkovView(stack).json);
    const baseline = join(folder, ".checkov.baseline");
    writeFileSync(baseline, JSON.stringify(baselineOf(given), null, 2));
    const { status, stdout } = runCheckov(folder, ["--framework", "terraform_json", "--baseline", baseline]);
    return { status, failed: failuresIn(stdout) };
  };

  it("lets checkov find what is missing in it, and nothing else", () => {
    for (const [name, stack] of mainStacks.slice(0, 1)) {
      const [one, ...others] = suppressionsOf(stack);
      const { status, failed } = scan(name, stack, others);
      expect({ status, failed: failed.map((line) => line.split(" ")[0]) }).toEqual({ status: 1, failed: [one?.check] });
    }
    expect(mainStacks.length).toBeGreaterThan(1);
  }, 60_000);

  it.each(mainStacks)(
    "lets checkov end well: %s",
    (name, stack) => {
      expect(scan(name, stack)).toEqual({ status: 0, failed: [] });
    },
    60_000,
  );
});

describe("a scan", () => {
  it("is red when checkov cannot read the JSON, which it says quietly and with exit code 0", () => {
    const unreadable = new StackJson("{}", { data: { aws_region: { here: {} } }, provider: { aws: "x" } });
    expect(() => new CheckovFolder(new Map([["unreadable", unreadable]])).scan()).toThrow(/cannot read/);
  }, 60_000);

  it("is red when checkov looked at nothing of a stack", () => {
    const some = mainStacks.slice(0, 1);
    const folder = new CheckovFolder(new Map([...some, ["empty", new StackJson("{}")]]));
    expect(() => folder.scan()).toThrow(/looked at nothing of empty/);
  }, 60_000);
});
