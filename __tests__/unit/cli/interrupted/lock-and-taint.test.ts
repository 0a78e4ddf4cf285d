import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNoPlan } from "../../../../src/cli/doctor/interrupted";
import { localLockFindings, lockFindings, lockInfo } from "../../../../src/cli/doctor/interrupted/lock";
import { taintedFindings } from "../../../../src/cli/doctor/interrupted/tainted";
import { paragraph } from "../../../../src/cli/doctor/report";
import { SynthesizedStack } from "../../../../src/cli/doctor/synthesized-stack";

/** As Terraform 1.11 writes it. */
const INFO = JSON.stringify({
  ID: "d84653e4-770a-e9a7-3129-0324b9f6cc2e",
  Operation: "OperationTypeApply",
  Info: "",
  Who: "jo@laptop",
  Version: "1.11.4",
  Created: "2026-01-02T03:04:05.789195255Z",
  Path: "bucket/mlflow/terraform.tfstate",
});

describe("a lock in S3 or DynamoDB", () => {
  const at = (time: string): string => lockFindings([lockInfo(INFO)], "stack", new Date(time))[0]?.message ?? "";

  test("is told with who holds it, since when and for what, and with the line that takes it away", () => {
    const both = [lockInfo(INFO), lockInfo(INFO)];
    expect(lockFindings(both, "cdktf.out/stacks/mlflow", new Date("2026-01-02T03:16:06Z"))).toEqual([
      {
        check: "lock",
        status: "problem",
        message:
          "the state is locked by apply of jo@laptop (Terraform 1.11.4), for 12 min (since 2026-01-02T03:04:05Z).",
        fix: "As long as jo@laptop may be running Terraform, wait. Only when nobody is, take the lock away:",
        lines: ["terraform -chdir=cdktf.out/stacks/mlflow force-unlock d84653e4-770a-e9a7-3129-0324b9f6cc2e"],
      },
    ]);
  });

  test("has an age in hours, then in days", () => {
    expect(at("2026-01-02T06:04:06Z")).toContain("for 3 h (");
    expect(at("2026-01-07T03:04:06Z")).toContain("for 5 days (");
  });

  test("that nobody holds is well", () => {
    expect(lockFindings([], "stack", new Date())).toMatchObject([{ status: "ok" }]);
  });
});

describe("a local lock", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "lock-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("ended with its process, whatever the file beside the state says", () => {
    writeFileSync(join(folder, ".terraform.bootstrap.tfstate.lock.info"), INFO);
    const state = join(folder, "terraform.bootstrap.tfstate");
    const [finding] = localLockFindings(state, new Date("2026-01-02T03:05:06Z"));
    expect(finding).toMatchObject({ status: "warning" });
    expect(finding?.message).toContain("tells of apply of jo@laptop (Terraform 1.11.4), for 1 min");
    expect(finding?.fix).toContain("the next run of Terraform removes the file");
    expect(finding?.lines).toBeUndefined();
  });

  test("that nobody held leaves no file", () => {
    expect(localLockFindings(join(folder, "terraform.bootstrap.tfstate"), new Date())).toMatchObject([
      { status: "ok" },
    ]);
  });
});

describe("tainted resources", () => {
  const synthesized = new SynthesizedStack({
    resource: {
      aws_rds_cluster: { database: { lifecycle: { prevent_destroy: true } } },
      aws_secretsmanager_secret_version: { "client-id_version": { count: 2, lifecycle: { prevent_destroy: true } } },
      aws_lb: { "load-balancer": {} },
    },
  });
  const state = (...instances: readonly [string, string, (string | number)?][]): string =>
    JSON.stringify({
      resources: instances.map(([type, name, index_key]) => ({
        mode: "managed",
        type,
        name,
        instances: [{ status: "tainted", index_key }, { index_key: 9 }],
      })),
    });

  test("that are protected have to be untainted, by the line that is printed", () => {
    const text = state(
      ["aws_rds_cluster", "database"],
      ["aws_secretsmanager_secret_version", "client-id_version", 0],
      ["aws_lb", "load-balancer"],
    );
    const [finding, ...others] = taintedFindings(text, synthesized, "stack");
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ status: "problem" });
    expect(finding?.lines).toEqual([
      "terraform -chdir=stack untaint aws_rds_cluster.database",
      "terraform -chdir=stack untaint 'aws_secretsmanager_secret_version.client-id_version[0]'",
    ]);
  });

  test("that are not protected Terraform replaces by itself", () => {
    expect(taintedFindings(state(["aws_lb", "load-balancer"]), synthesized, "stack")).toEqual([
      {
        check: "tainted",
        status: "ok",
        message: "the next apply replaces what was left half made: aws_lb.load-balancer.",
      },
    ]);
  });

  test("are none before the first apply", () => {
    expect(taintedFindings("", synthesized, "stack")).toMatchObject([{ status: "ok" }]);
  });
});

describe("a plan, which takes its time,", () => {
  const place = { folder: "no-such-folder", env: {} };
  const circumstances = { earlier: [], deployed: false, writeImports: false };
  const locked = { check: "lock", status: "problem" as const, message: "locked" };
  const refused = { check: "variables", status: "problem" as const, message: "no value" };

  test("is not made before anything was applied", () => {
    expect(whyNoPlan(place, circumstances, [])).toMatchObject({ status: "ok" });
  });

  test("is made when there is a state, a lock, an initialized folder, or somebody asks for it", () => {
    expect(whyNoPlan(place, { ...circumstances, deployed: true }, [])).toBeUndefined();
    expect(whyNoPlan(place, { ...circumstances, deployed: undefined }, [])).toBeUndefined();
    expect(whyNoPlan(place, circumstances, [locked])).toBeUndefined();
    expect(whyNoPlan({ ...place, folder: "src", env: { TF_DATA_DIR: "cli" } }, circumstances, [])).toBeUndefined();
    expect(whyNoPlan(place, { ...circumstances, writeImports: true }, [])).toBeUndefined();
  });

  test("cannot be made when Terraform refuses a variable", () => {
    expect(whyNoPlan(place, { ...circumstances, earlier: [refused], deployed: true }, [])).toMatchObject({
      status: "skipped",
      message: "not looked at, because Terraform cannot plan: see variables.",
    });
  });
});

test("lines to copy are printed as they are, however long", () => {
  const line = `aws ${"word ".repeat(50)}end`;
  expect(paragraph({ check: "lock", status: "problem", message: "locked.", fix: "Unlock:", lines: [line] })).toBe(
    `problem   lock: locked.\n          Unlock:\n${line}\n`,
  );
});
