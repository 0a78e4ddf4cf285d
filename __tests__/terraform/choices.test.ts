import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { MlflowStack, MlflowStackProps } from "../../src";
import { OWN_SERVER_KEYS } from "../../src/secrets/server-keys";
import { OWN_DATABASE } from "../../src/storage/given-database";
import { Emulator } from "../support/emulator";
import { LandingZone } from "../support/landing-zone";
import { inParallel } from "../support/parallel";
import { readmeBlock } from "../support/readme";
import { EXPECTED_VERDICTS, roleVerdicts } from "../support/role-verdicts";
import { ShapeStack } from "../support/shape-stack";
import { CHOICES, pairwiseShapes, propsOf } from "../support/choices";
import { Shell } from "../support/shell";
import { JsonObject } from "../support/stack-json";

jest.setTimeout(12 * 60_000);

/** An apply mostly waits for what AWS takes minutes to make. */
const AT_ONCE = 6;

/** Every shape by the id of its stack, and the ten of them that are applied: HCP Terraform is not on this machine. */
const SHAPES = pairwiseShapes().map((shape, index) => ({
  id: `mlflow-${index + 1}`,
  name: `choice-${index + 1}`,
  shape,
}));
const APPLIED = SHAPES.filter(({ shape }) => shape.state !== "hcp-terraform").slice(0, 10);

const TWIN = "mlflow-twin";
const OTHER_REGION = "eu-central-1";

describe("the choices of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-choices-"));
  let emulator: Emulator;
  let landingZone: LandingZone;
  let shell: Shell;
  let stacks: Map<string, ShapeStack>;
  let vpcBefore: string;

  beforeAll(async () => {
    emulator = await Emulator.start();
    landingZone = new LandingZone(emulator);
    shell = new Shell(folder, emulator.environment);
    shell.export("OAUTH2_CLIENT_ID", "id");
    shell.export("OAUTH2_CLIENT_SECRET", "secret");
    shell.run(readmeBlock("state"));
    shell.run(readmeBlock("secrets"));
    shell.run(
      `(export AWS_DEFAULT_REGION=${OTHER_REGION}\n${readmeBlock("secrets")}\naws acm request-certificate --domain-name example.com)`,
    );
    synthesize();
    vpcBefore = givenVpc();
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** All in one app. The twin has the default shape and the names of the first one, in another region. */
  function synthesize(): void {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    for (const { id, shape } of SHAPES) new MlflowStack(app, id, propsOf(shape, id));
    new MlflowStack(app, TWIN, { identityProvider: { type: "google" }, state: { type: "local" }, protectData: false });
    app.synth();
    stacks = new Map(SHAPES.map(({ id, name, shape }) => [id, stack(id, landingZone.variables(shape, name))]));
    stacks.set(TWIN, stack(TWIN, landingZone.twin(APPLIED[0]?.name ?? ""), OTHER_REGION));
  }

  function stack(id: string, variables: JsonObject, region = "eu-west-1"): ShapeStack {
    const environment = { ...emulator.environment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
    const made = new ShapeStack(id, join(folder, "cdktf.out/stacks", id), environment);
    made.giveVariables(variables);
    return made;
  }

  /** All that lies in the given VPC. */
  function givenVpc(): string {
    const kinds = ["subnets", "route-tables", "security-groups", "vpc-endpoints", "network-interfaces"];
    const filter = `--filters Name=vpc-id,Values=${landingZone.vpcId}`;
    return shell.run(kinds.map((kind) => `aws ec2 describe-${kind} ${filter}`).join("\n")).stdout;
  }

  /** Runs a Terraform command in the folder of each stack, and returns what did not end with `status`. */
  async function failed(ids: readonly string[], command: string, status = 0): Promise<readonly unknown[]> {
    const ended = await inParallel(AT_ONCE, ids, async (id) => stacks.get(id)?.terraform(command));
    return ended
      .filter((each) => each?.status !== status)
      .map((each) => ({ ...each, output: each?.output.slice(-4000) }));
  }

  const applied = [...APPLIED.map(({ id }) => id), TWIN];

  test("ten of them are applied, and each value of each choice in at least one", () => {
    expect(APPLIED).toHaveLength(10);
    const unused = Object.entries(CHOICES).flatMap(([choice, values]) =>
      values.filter(
        (value) =>
          !APPLIED.some(({ shape }) =>
            Object.entries(shape).some(([name, given]) => name === choice && given === value),
          ),
      ),
    );
    expect(unused).toEqual(["hcp-terraform"]);
  });

  test("all others are valid", async () => {
    const others = SHAPES.map(({ id }) => id).filter((id) => !applied.includes(id));
    expect(await failed(others, "init -backend=false")).toEqual([]);
    expect(await failed(others, "validate")).toEqual([]);
  });

  test("they apply in one go, side by side", async () => {
    expect(await failed(applied, "init")).toEqual([]);
    expect(await failed(applied, "apply -auto-approve")).toEqual([]);
  });

  test.each(["aws", "given"])("both roles may do what the table says, encrypted with the key: %s", (encryptionKey) => {
    const member = APPLIED.find(
      ({ shape }) => shape.encryptionKey === encryptionKey && !shape.place.startsWith("given"),
    );
    expect(roleVerdicts(emulator, member?.name ?? "")).toEqual(EXPECTED_VERDICTS);
  });

  test("none touches another: each is planned empty once all are there", async () => {
    expect(await failed(applied, "plan -detailed-exitcode")).toEqual([]);
  });

  describe("a stack that is there takes another shape", () => {
    const own = APPLIED.find(
      ({ shape: { database, serverKeys, encryptionKey, place } }) =>
        database === "new" && serverKeys === "new" && encryptionKey === "aws" && !place.startsWith("given"),
    );

    /** Plans the stack in its place, protected, with some other props or values. */
    async function planAs(name: string, props: Partial<MlflowStackProps>, values: JsonObject = {}): Promise<string> {
      if (own === undefined) throw new Error("no applied stack has everything of its own");
      const outdir = join(folder, `as-${name}`);
      const app = new App({ outdir });
      const { natGateways, ...kept } = propsOf(own.shape, own.id);
      const withNat = natGateways === undefined || "network" in props || "profile" in props ? {} : { natGateways };
      new MlflowStack(app, own.id, { ...kept, ...withNat, protectData: true, forceDestroyArtifacts: false, ...props });
      app.synth();
      const other = new ShapeStack(own.id, join(outdir, "stacks", own.id), emulator.environment);
      other.giveVariables({ ...landingZone.variables(own.shape, own.name), ...values });
      await other.terraform("init");
      return (await other.terraform("plan -lock=false")).output.replace(/\s+/g, " ");
    }

    test("database and keys from elsewhere: its own are forgotten, and not destroyed", async () => {
      const plan = await planAs("given-data", { database: "given", serverKeys: "given" });
      for (const address of [...OWN_DATABASE, ...OWN_SERVER_KEYS].filter((each) => stateOf(each))) {
        expect(plan).toContain(`# ${address} will no longer be managed by Terraform, but will not be destroyed`);
      }
      expect(plan).not.toMatch(/# aws_(rds|db)_\w+\.\S+ will be destroyed/);
    });

    /** Whether the stack has it: a second instance of the database is of the production profile only. */
    const stateOf = (address: string): boolean => !address.includes("_reader_") || own?.shape.place !== "economy";

    test.each<[string, Partial<MlflowStackProps>, JsonObject]>([
      ["network", { network: "given" }, {}],
      ["encryptionKey", { encryptionKey: "given" }, {}],
      ["unique_name", {}, { unique_name: "another-name" }],
    ])("another %s is refused at plan, because what holds data would be replaced", async (what, props, values) => {
      expect(await planAs(what, props, values)).toMatch(
        /Resource aws_(rds_cluster\.database|s3_bucket\.artifacts) has lifecycle\.prevent_destroy set/,
      );
    });

    test.each<[string, Partial<MlflowStackProps>]>([
      ["profile", { profile: own?.shape.place === "economy" ? "production" : "economy" }],
      ["certificate", { certificate: own?.shape.certificate === "issued" ? "lookup" : "issued" }],
      [
        "identityProvider",
        {
          identityProvider: {
            type: "oidc",
            issuerUrl: "https://other.example.com",
            issuerControlsSubjectsAndEmails: true,
          },
        },
      ],
    ])("another %s is planned, and nothing that holds data is touched", async (what, props) => {
      const plan = await planAs(what, props);
      expect(plan).toMatch(/Plan: \d+ to add, \d+ to change, \d+ to destroy\./);
      expect(plan).not.toMatch(
        /# aws_(rds_cluster|s3_bucket|secretsmanager_secret)\.\S+ (will be destroyed|must be replaced)/,
      );
    });
  });

  test("destroyed, those in the given VPC leave it as it was, and others as they are", async () => {
    const inGivenVpc = APPLIED.filter(({ shape }) => shape.place.startsWith("given")).map(({ id }) => id);
    const rest = applied.filter((id) => id !== TWIN && !inGivenVpc.includes(id));
    expect(inGivenVpc.length).toBeGreaterThan(1);
    expect(givenVpc()).not.toBe(vpcBefore);
    expect(await failed([...inGivenVpc, TWIN], "destroy -auto-approve")).toEqual([]);
    expect(givenVpc()).toBe(vpcBefore);
    expect(await failed(rest.slice(0, 2), "plan -detailed-exitcode")).toEqual([]);
  });

  test("AWS would have refused none of their calls, as far as the gate knows", () => {
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d+ resources, 0 errors\n$/);
  });
});
