import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { MlflowStack } from "../../src";
import { Emulator } from "../support/emulator";
import { LandingZone } from "../support/landing-zone";
import { inParallel } from "../support/parallel";
import { readmeBlock } from "../support/readme";
import { ShapeStack } from "../support/shape-stack";
import { propsOf, Shape } from "../support/choices";
import { Shell } from "../support/shell";
import { Json } from "../support/stack-json";

jest.setTimeout(4 * 60_000);

const PRODUCTION: Shape = {
  identityProvider: "google",
  state: "local",
  place: "given-production",
  certificate: "lookup",
  redirectHttp: false,
  database: "restored",
  serverKeys: "given",
  encryptionKey: "aws",
  awsProvider: "~> 5.100",
  loadBalancer: "public",
  accountRules: true,
  privateImages: false,
};
const SHAPES: Readonly<Record<string, Shape>> = {
  production: PRODUCTION,
  economy: { ...PRODUCTION, place: "given-economy", database: "new", encryptionKey: "given" },
};

interface Mistake {
  readonly shape: "production" | "economy";
  readonly variable: string;
  /** A part of the landing zone that does not fit, or a value. */
  readonly wrong: { readonly part: string } | { readonly value: Json };
  readonly message: RegExp;
}

/** Values of the right form that name something that does not fit. */
const MISTAKES: readonly Mistake[] = [
  {
    shape: "production",
    variable: "vpc_id",
    wrong: { value: "vpc-00000000000000000" },
    message: /load_balancer_subnet_ids names subnet-\w+, subnet-\w+, which the VPC vpc-0{17} does not have/,
  },
  {
    shape: "production",
    variable: "task_subnet_ids",
    wrong: { value: ["subnet-00000000000000000", "subnet-00000000000000001"] },
    message: /task_subnet_ids names subnet-0{17}, subnet-0{16}1, which the VPC vpc-\w+ does not have/,
  },
  {
    shape: "production",
    variable: "load_balancer_subnet_ids",
    wrong: { part: "not_spread_subnet_ids" },
    message: /load_balancer_subnet_ids names two subnets in one availability zone/,
  },
  {
    shape: "production",
    variable: "database_subnet_ids",
    wrong: { part: "not_spread_subnet_ids" },
    message: /database_subnet_ids names subnets of one availability zone/,
  },
  {
    shape: "production",
    variable: "task_subnet_ids",
    wrong: { part: "database_subnet_ids" },
    message: /task_subnet_ids: subnet-\w+ has no default route that a task with a private address could use/,
  },
  {
    shape: "production",
    variable: "task_subnet_ids",
    wrong: { part: "public_subnet_ids" },
    message: /task_subnet_ids: subnet-\w+ has no default route that a task with a private address could use/,
  },
  {
    shape: "production",
    variable: "load_balancer_subnet_ids",
    wrong: { part: "private_subnet_ids" },
    message: /load_balancer_subnet_ids: subnet-\w+ has no default route to an internet gateway/,
  },
  {
    shape: "economy",
    variable: "task_subnet_ids",
    wrong: { part: "private_subnet_ids" },
    message: /task_subnet_ids: subnet-\w+ has no default route to an internet gateway, which the public addresses/,
  },
  {
    shape: "production",
    variable: "database_snapshot_identifier",
    wrong: { part: "not_encrypted_snapshot" },
    message: /The snapshot of database_snapshot_identifier is not encrypted/,
  },
  {
    shape: "production",
    variable: "database_snapshot_identifier",
    wrong: { part: "not_old_snapshot" },
    message:
      /is of Aurora 8\.0\.mysql_aurora\.3\.12\.0, later than database_engine_version, 8\.0\.mysql_aurora\.3\.10\.5/,
  },
  {
    shape: "production",
    variable: "database_snapshot_identifier",
    wrong: { value: "no-such-snapshot" },
    message: /with data\.aws_db_cluster_snapshot\.database_snapshot_identifier/,
  },
  {
    shape: "production",
    variable: "hosted_zone_id",
    wrong: { part: "not_public_zone" },
    message: /The zone of hosted_zone_id is example\.com\.?, a private zone/,
  },
  {
    shape: "economy",
    variable: "kms_key_arn",
    wrong: { part: "not_enabled_key" },
    message: /The key of kms_key_arn is disabled/,
  },
  {
    shape: "economy",
    variable: "server_keys_secret_arn",
    wrong: { value: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:gone-AbCdEf" },
    message: /with data\.aws_secretsmanager_secret\.server_keys_secret_arn/,
  },
];

describe("what is given and does not fit is refused at plan, in words that name the variable", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-given-"));
  let emulator: Emulator;
  let landingZone: LandingZone;
  let plans: readonly string[];

  const stacks = new Map<string, ShapeStack>();

  beforeAll(async () => {
    emulator = await Emulator.start();
    landingZone = new LandingZone(emulator);
    const shell = new Shell(folder, { ...emulator.environment, OAUTH2_CLIENT_ID: "id", OAUTH2_CLIENT_SECRET: "s" });
    shell.run(readmeBlock("secrets"));
    const app = new App({ outdir: join(folder, "cdktf.out") });
    for (const [name, shape] of Object.entries(SHAPES)) {
      new MlflowStack(app, `mlflow-${name}`, propsOf(shape, `mlflow-${name}`));
    }
    app.synth();
    for (const [name, shape] of Object.entries(SHAPES)) {
      const stack = new ShapeStack(name, join(folder, "cdktf.out/stacks", `mlflow-${name}`), emulator.environment);
      stack.giveVariables(landingZone.variables(shape, name));
      expect(await stack.terraform("init")).toMatchObject({ status: 0 });
      stacks.set(name, stack);
    }
    plans = await inParallel(3, [...MISTAKES.entries()], async ([index, mistake]) => {
      const { shape, variable, wrong } = mistake;
      const value = "part" in wrong ? (landingZone.parts[wrong.part] ?? null) : wrong.value;
      const ended = await stacks.get(shape)?.planWith(`mistake-${index}`, { [variable]: value });
      return `exit ${String(ended?.status)} ${ended?.output ?? ""}`.replace(/\s+/g, " ");
    });
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(["production", "economy"])("%s: with what fits, the plan succeeds", async (name) => {
    expect(await stacks.get(name)?.terraform("plan -lock=false")).toMatchObject({ status: 0 });
  });

  test.each(MISTAKES.map((mistake, index) => ({ ...mistake, index })))(
    "$index: $variable of $shape",
    ({ index, message }) => {
      expect(plans[index]).toMatch(/^exit 1 /);
      expect(plans[index]).toMatch(message);
    },
  );
});
