import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack, MlflowStack } from "../../src";
import { CiJob, Claims } from "../support/ci-identity";
import { allowedTo, askedSince, without } from "../support/ci-evidence";
import { refusedToApply, refusedToPlan, Refusals, Targets } from "../support/ci-refusals";
import { IN_ENVIRONMENT, IN_PULL_REQUEST, ON_MAIN, TRUST } from "../support/ci-trust";
import { UNASKED } from "../support/ci-unasked";
import { Emulator } from "../support/emulator";
import { EXPECTED_VERDICTS, roleVerdicts } from "../support/role-verdicts";
import { Ended, run } from "../support/run";
import { ShapeStack } from "../support/shape-stack";
import { JsonObject, list, object, parse, text } from "../support/stack-json";
import { PROJECT } from "../support/synthesis";

jest.setTimeout(8 * 60_000);

const NAME = "oauth2-mlflow";
const STATES = "example-ci-states";
const LOCK_TABLE = "mlflow-terraform-lock";
/** One change of everything that often changes. */
const CHANGES: JsonObject = {
  service_cpu: 1024,
  service_memory: 2048,
  service_max_capacity: 6,
  service_log_retention_in_days: 60,
  database_max_capacity: 8,
  database_password_version: 2,
  artifact_bucket_path: "/team-b",
  load_balancer_ingress_cidrs: ["192.0.2.0/24"],
  allowed_email_domains: ["example.org"],
  tags: { team: "ml" },
};

const VARIABLES: JsonObject = {
  state_bucket_name: STATES,
  hosted_zone: "example.com",
  domain: "example.com",
  dns_record_name: "mlflow",
  allowed_email_domains: ["example.com"],
  artifact_bucket_path: "/team-a",
};

describe("the roles of CI", () => {
  const folder = mkdtempSync(join(tmpdir(), "ci-roles-"));
  let emulator: Emulator;
  let bootstrap: ShapeStack;
  let given: JsonObject;
  let planRole: string;
  let applyRole: string;
  let targets: Targets;

  beforeAll(async () => {
    emulator = await Emulator.start();
    emulator.seed("example.com");
    const app = new App({ outdir: join(folder, "cdktf.out") });
    new BootstrapStack(app, "bootstrap", {
      state: { type: "local" },
      encryptionKey: "new",
      ci: {
        platform: "github",
        repository: "acme/infra",
        branch: "main",
        environment: "production",
        stacks: [{ host: "mlflow.example.com" }],
      },
    });
    new MlflowStack(app, "mlflow", {
      identityProvider: { type: "google" },
      state: { type: "s3", bucket: STATES, lockTable: LOCK_TABLE, lockFile: true },
      encryptionKey: "given",
    });
    app.synth();
    bootstrap = new ShapeStack("bootstrap", join(folder, "cdktf.out/stacks/bootstrap"), emulator.environment);
    bootstrap.giveVariables(VARIABLES);
    await succeeds(bootstrap.terraform("init"));
    await succeeds(bootstrap.terraform("apply -auto-approve"));
    for (const name of ["oauth2-client-id", "oauth2-client-secret"])
      emulator.aws(`secretsmanager put-secret-value --secret-id=mlflow/${name} --secret-string=x`, "[]");
    const outputs = object(parse((await bootstrap.terraform("output -json")).stdout));
    const output = (name: string): string => text(object(outputs[name]).value);
    planRole = output("ci_plan_role_arn");
    applyRole = output("ci_apply_role_arn");
    given = { kms_key_arn: output("kms_key_arn"), iam_permissions_boundary_arn: boundaryOf(output("ci_variables")) };
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  const boundaryOf = (lines: string): string => /^TF_VAR_iam_permissions_boundary_arn=(.*)$/m.exec(lines)?.[1] ?? "";

  const job = (claims: Claims): CiJob => new CiJob(emulator, claims);

  /** The mlflow stack, in the hands of a job. */
  async function mlflow(claims: Claims, roleArn: string, values: JsonObject = {}): Promise<ShapeStack> {
    const environment = await job(claims).environment(roleArn);
    const stack = new ShapeStack("mlflow", join(folder, "cdktf.out/stacks/mlflow"), environment);
    stack.giveVariables({ ...VARIABLES, ...given, ...values });
    return stack;
  }

  /** The rows of a table that were not refused for want of a permission. */
  async function notRefused(claims: Claims, roleArn: string, refusals: Refusals): Promise<readonly unknown[]> {
    const rows = Object.values(refusals).map(([service, operation, parameters]) => ({
      as: "caller",
      service,
      operation,
      parameters,
    }));
    const args = ["-m", "emulator.verdicts", "--endpoint", emulator.url, JSON.stringify(rows)];
    const { stdout } = run("python", args, { cwd: PROJECT, env: await job(claims).environment(roleArn) });
    const verdicts = list(parse(stdout)).map((answer) => object(answer).verdict);
    return Object.keys(refusals)
      .map((what, index) => [what, verdicts[index]])
      .filter(([, verdict]) => verdict !== "denied");
  }

  /** A setting that nobody but Terraform should change. */
  const idleTimeout = (): string[] =>
    emulator.aws(
      `elbv2 describe-load-balancer-attributes --load-balancer-arn=${loadBalancer()}`,
      "Attributes[?Key=='idle_timeout.timeout_seconds'].Value",
    );
  const loadBalancer = (): string =>
    emulator.aws("elbv2 describe-load-balancers", "LoadBalancers[0].LoadBalancerArn").join(" ");
  const stateVersions = (): string[] =>
    emulator.aws(
      `s3api list-object-versions --bucket=${STATES} --prefix=mlflow/`,
      "Versions[?Key=='mlflow/terraform.tfstate'].VersionId",
    );

  async function succeeds(running: Promise<Ended>): Promise<Ended> {
    const ended = await running;
    if (ended.status !== 0) throw new Error(ended.output.slice(-6000));
    return ended;
  }

  test.each(TRUST)("%s", async (_who, claims, plan, apply) => {
    expect([await job(claims).assume(planRole), await job(claims).assume(applyRole)]).toEqual([plan, apply]);
  });

  test("apply: makes the stack, changes it, and each of its actions is asked for or has a reason", async () => {
    const from = emulator.calls.length;
    const stack = await mlflow(IN_ENVIRONMENT, applyRole);
    await succeeds(stack.terraform(`init -backend-config=kms_key_id=${text(given.kms_key_arn)}`));
    await succeeds(stack.terraform("apply -auto-approve"));
    await succeeds((await mlflow(IN_ENVIRONMENT, applyRole, CHANGES)).terraform("apply -auto-approve"));
    await succeeds((await mlflow(IN_ENVIRONMENT, applyRole)).terraform("apply -auto-approve"));
    const needs = askedSince(emulator, from);
    const has = allowedTo(emulator, applyRole);
    expect(without(needs, has)).toEqual([]);
    expect(without(has, needs, Object.keys(UNASKED))).toEqual([]);
    expect(Object.keys(UNASKED).filter((action) => needs.has(action) || !has.has(action))).toEqual([]);
  });

  test("plan: plans it empty, and sees a drift", async () => {
    const from = emulator.calls.length;
    const stack = await mlflow(IN_PULL_REQUEST, planRole);
    const { status, output } = await stack.terraform("plan -detailed-exitcode");
    expect([status, status === 0 ? "" : output.slice(-3000)]).toEqual([0, ""]);
    const drift = "--attributes=Key=idle_timeout.timeout_seconds,Value=4000";
    emulator.aws(`elbv2 modify-load-balancer-attributes --load-balancer-arn=${loadBalancer()} ${drift}`, "[]");
    const drifted = await (await mlflow(ON_MAIN, planRole)).terraform("plan -detailed-exitcode");
    expect([drifted.status, drifted.output]).toEqual([
      2,
      expect.stringContaining("0 to add, 1 to change, 0 to destroy"),
    ]);
    const needs = askedSince(emulator, from);
    const has = allowedTo(emulator, planRole);
    expect(without(needs, has)).toEqual([]);
    expect(without(has, needs, Object.keys(UNASKED))).toEqual([]);
  });

  test("plan: an apply is refused, with nothing changed", async () => {
    const before = stateVersions();
    const { status, output } = await (await mlflow(IN_PULL_REQUEST, planRole)).terraform("apply -auto-approve");
    expect([status, output]).toEqual([
      1,
      expect.stringContaining("is not authorized to perform: elasticloadbalancing:ModifyLoadBalancerAttributes"),
    ]);
    expect([idleTimeout(), stateVersions()]).toEqual([["4000"], before]);
    // Nor is the state locked after that.
    await succeeds((await mlflow(IN_ENVIRONMENT, applyRole)).terraform("apply -auto-approve"));
    expect(idleTimeout()).not.toEqual(["4000"]);
  });

  test("the roles of the stack do all that they do without a boundary", () => {
    expect(roleVerdicts(emulator, NAME)).toEqual(EXPECTED_VERDICTS);
  });

  test("plan: may read no other secret, and write nothing", async () => {
    targets = somebodysThings();
    expect(await notRefused(IN_PULL_REQUEST, planRole, refusedToPlan(targets))).toEqual([]);
  });

  test("apply: may delete no data, and become nothing more", async () => {
    expect(await notRefused(IN_ENVIRONMENT, applyRole, refusedToApply(targets))).toEqual([]);
  });

  test("AWS would have refused none of their calls, as far as the gate and cfn-lint know", () => {
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d+ resources, 0 errors\n$/);
  });

  /** What the refused calls are about, some of it made beside the stack. */
  function somebodysThings(): Targets {
    const [foreignVpc = ""] = emulator.aws("ec2 create-vpc --cidr-block=10.9.0.0/16", "Vpc.VpcId");
    const group = (name: string, tags = ""): string =>
      emulator.aws(
        `ec2 create-security-group --group-name=${name} --description=x --vpc-id=${foreignVpc}${tags}`,
        "GroupId",
      )[0] ?? "";
    const tags = " --tag-specifications=ResourceType=security-group,Tags=[{Key=project,Value=other}]";
    return {
      name: NAME,
      artifacts: emulator.aws("s3api list-buckets", `Buckets[?starts_with(Name,'${NAME}-artifacts')].Name`)[0] ?? "",
      states: STATES,
      lockTable: LOCK_TABLE,
      serverKeys: emulator.aws("secretsmanager list-secrets", "SecretList[?contains(Name,'server-keys')].ARN")[0] ?? "",
      keyArn: text(given.kms_key_arn),
      boundary: text(given.iam_permissions_boundary_arn),
      applyRole,
      zone: emulator.aws("route53 list-hosted-zones", "HostedZones[].Id")[0] ?? "",
      foreignGroup: group("somebodys", tags),
      untaggedGroup: group("untagged"),
      foreignVpc,
    };
  }
});
