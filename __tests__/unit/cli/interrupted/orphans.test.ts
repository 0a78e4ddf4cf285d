import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsClients } from "../../../../src/cli/doctor/aws-clients";
import { Finder, FinderTable } from "../../../../src/cli/doctor/interrupted/finder";
import { importBlocks } from "../../../../src/cli/doctor/interrupted/import-blocks";
import { OrphanSearch, searchOrphans, TRIAL_FILE } from "../../../../src/cli/doctor/interrupted/orphan-search";
import { orphanFindings } from "../../../../src/cli/doctor/interrupted/orphans";
import { paragraph as errorParagraph, Ran } from "../../../../src/cli/doctor/interrupted/quiet-terraform";
import { JsonObject } from "../../../../src/cli/doctor/json";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "orphans-"))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const creation = (address: string, after: JsonObject = {}): JsonObject => ({
  address,
  mode: "managed",
  type: address.split(".")[0] ?? "",
  change: { actions: ["create"], after },
});
const importing = (address: string, id: string, actions = ["no-op"]): JsonObject => ({
  ...creation(address),
  change: { actions, importing: { id }, after: {} },
});

/** A Terraform that plans by what the trial file imports. */
function planning(
  plan: (imports: string) => readonly JsonObject[] | string,
  prior: JsonObject = {},
): (...args: readonly string[]) => Ran {
  return (command) => {
    const file = join(folder, TRIAL_FILE);
    const changes = plan(existsSync(file) ? readFileSync(file, "utf8") : "");
    if (typeof changes === "string") return { ok: false, stdout: "", reason: changes };
    const stdout = JSON.stringify({ resource_changes: changes, prior_state: prior });
    return { ok: true, stdout: command === "show" ? stdout : "", reason: "" };
  };
}

function search(run: ReturnType<typeof planning>, finders: FinderTable): Promise<OrphanSearch> {
  return searchOrphans({ terraform: { run }, folder, terraformArgs: [], finders, aws: awsClients("eu-west-1") });
}

const found =
  (...importIds: readonly string[]): Finder =>
  () =>
    Promise.resolve(importIds.map((importId) => ({ importId })));

/** A child that can be looked for once the plan knows its parent. */
const subnet: Finder = (wanted) => Promise.resolve(wanted.text("vpc_id") === "vpc-1" ? [{ importId: "subnet-1" }] : []);

describe("the search for orphans", () => {
  test("finds children when the plan with their parents imported knows whose they are, and leaves no file", async () => {
    const run = planning((imports) =>
      imports.includes("vpc-1")
        ? [
            importing("aws_vpc.it", "vpc-1"),
            imports.includes("subnet-1")
              ? importing("aws_subnet.it", "subnet-1")
              : creation("aws_subnet.it", { vpc_id: "vpc-1" }),
          ]
        : [creation("aws_vpc.it"), creation("aws_subnet.it")],
    );
    const result = await search(run, { aws_vpc: found("vpc-1"), aws_subnet: subnet });
    expect(result.orphans).toEqual([
      { address: "aws_vpc.it", importId: "vpc-1" },
      { address: "aws_subnet.it", importId: "subnet-1" },
    ]);
    expect(existsSync(join(folder, TRIAL_FILE))).toBe(false);
  });

  test("leaves alone what is imported already, replaced, or of a type without a finder", async () => {
    const run = planning(() => [
      importing("aws_vpc.adopted", "vpc-1"),
      { ...creation("aws_vpc.replaced"), change: { actions: ["delete", "create"], after: {} } },
      creation("aws_iam_role_policy.it"),
    ]);
    expect((await search(run, { aws_vpc: found("vpc-2") })).orphans).toEqual([]);
  });

  test("does not guess between two, nor takes what lacks the tags", async () => {
    const run = planning(() => [creation("aws_vpc.it"), creation("aws_rds_cluster.it")]);
    const foreign: Finder = () => Promise.resolve([{ importId: "mlflow", foreign: true }]);
    const result = await search(run, { aws_vpc: found("vpc-1", "vpc-2"), aws_rds_cluster: foreign });
    expect(result.orphans).toEqual([]);
    const messages = orphanFindings(result, "stack", false).map(({ message }) => message);
    expect(messages).toEqual([
      "aws_vpc.it is not in the state, and more than one thing in the account could be it: vpc-1, vpc-2.",
      "aws_rds_cluster.it is not in the state, and its name is taken by mlflow, which does not carry this stack's tags.",
    ]);
  });

  test("gives nothing to two addresses, and nothing that the state has", async () => {
    const prior = { values: { root_module: { resources: [{ mode: "managed", values: { id: "eip-1" } }] } } };
    const run = planning((imports) => (imports === "" ? [creation("aws_eip.a"), creation("aws_eip.b")] : []), prior);
    const result = await search(run, { aws_eip: found("eip-1", "eip-2") });
    expect(result.orphans).toEqual([{ address: "aws_eip.a", importId: "eip-2" }]);
  });

  test("goes on when AWS refuses an answer, and says so", async () => {
    const run = planning(() => [creation("aws_kms_key.it")]);
    const refuse: Finder = () => Promise.reject(new Error("not allowed"));
    const [finding] = orphanFindings(await search(run, { aws_kms_key: refuse }), "stack", false);
    expect(finding).toMatchObject({
      status: "skipped",
      message: "aws_kms_key.it is not in the state, and AWS did not say whether it exists: Error: not allowed",
    });
  });

  test("tells Terraform's message when the plan fails", async () => {
    writeFileSync(join(folder, TRIAL_FILE), "left by a doctor that was killed");
    const result = await search(
      planning((imports) => (imports === "" ? "No value for required variable" : [])),
      {},
    );
    expect(orphanFindings(result, "stack", false)).toMatchObject([
      { status: "problem", message: "terraform plan fails: No value for required variable" },
    ]);
  });

  test("keeps what it found when the plan with it fails", async () => {
    const run = planning((imports) => (imports === "" ? [creation("aws_vpc.it")] : "Instance cannot be destroyed"));
    const findings = orphanFindings(await search(run, { aws_vpc: found("vpc-1") }), "stack", false);
    expect(findings.map(({ message }) => message)).toEqual([
      "1 resource exists in the account and not in the state.",
      "terraform plan with the import blocks above fails: Instance cannot be destroyed",
    ]);
  });

  test("that finds nothing is well", async () => {
    const result = await search(
      planning(() => [creation("aws_vpc.it")]),
      { aws_vpc: found() },
    );
    expect(orphanFindings(result, "stack", false)).toMatchObject([{ check: "orphans", status: "ok" }]);
  });
});

describe("the finding", () => {
  const orphans = [
    { address: 'aws_vpc_security_group_ingress_rule.https["0.0.0.0/0"]', importId: "sgr-1" },
    {
      address: "aws_eip.a",
      importId: "eip-1",
      first: { command: "aws ec2 something", reason: "it has to be so" },
      valued: "keys",
    },
  ];
  const result = { orphans, ambiguities: [], troubles: [], replaced: ["aws_flow_log.it"], failure: "" };

  test("has commands and import blocks to copy", () => {
    const [finding] = orphanFindings(result, "cdktf.out/stacks/mlflow", false);
    expect(finding?.lines).toEqual([
      "# it has to be so",
      "aws ec2 something",
      "import {",
      '  to = aws_vpc_security_group_ingress_rule.https["0.0.0.0/0"]',
      '  id = "sgr-1"',
      "}",
      "",
      "import {",
      "  to = aws_eip.a",
      '  id = "eip-1"',
      "}",
    ]);
    expect(finding?.fix).toContain("put the import blocks below into cdktf.out/stacks/mlflow/imports.tf");
    expect(finding?.message).toContain("After their import Terraform will replace aws_flow_log.it.");
    expect(finding?.message).toContain("may write new values into keys");
  });

  test("says when the file is written", () => {
    expect(orphanFindings(result, "stack", true)[0]?.fix).toContain("the import blocks below are in stack/imports.tf");
  });
});

test("import blocks are safe from what Terraform would take for a template", () => {
  expect(importBlocks([{ address: "aws_iam_role.it", importId: 'a"b\\c${d}%{e}' }])).toBe(
    'import {\n  to = aws_iam_role.it\n  id = "a\\"b\\\\c$${d}%%{e}"\n}\n',
  );
});

test("Terraform's message becomes one paragraph without its frame", () => {
  const output = "╷\n│ Error: No value\n│ \n│   on cdk.tf.json line 1:\n│ The root module\n╵\n╷\n│ Error: Second\n╵\n";
  expect(errorParagraph(output)).toBe("No value on cdk.tf.json line 1: The root module (and 1 more)");
});
