import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { MlflowStack } from "../../src";
import { tableUnder, uncode } from "../architecture/markdown";
import { Emulator } from "../support/emulator";
import { Shell } from "../support/shell";
import { object, parse } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";

jest.setTimeout(3 * 60_000);

const TERRAFORM = "terraform -chdir=cdktf.out/stacks/mlflow";
const SECRETS = ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"];

/** What the guide says: Terraform's words, the address in its message (`*` at the end: any), where to look. */
const guide = tableUnder(readText(PROJECT, "docs/operations.md"), "When a plan fails").map(([says, about, lookAt]) => ({
  says: uncode(says),
  about: uncode(about),
  lookAt: /^`(\w+)`/.exec(lookAt ?? "")?.[1] ?? "nothing",
}));

/** Every mistake with what a newcomer has around it. They build on each other, in this order. */
describe("a look-up that fails at plan", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-lookups-"));
  const told = new Set<(typeof guide)[number]>();
  let emulator: Emulator;
  let shell: Shell;

  beforeAll(async () => {
    emulator = await Emulator.start();
    shell = new Shell(folder, emulator.environment);
    const app = new App({ outdir: join(folder, "cdktf.out") });
    new MlflowStack(app, "mlflow", { identityProvider: { type: "google" }, state: { type: "local" } });
    app.synth();
    shell.run(`${TERRAFORM} init`);
    const variables = { hosted_zone: "example.com", domain: "example.com", dns_record_name: "mlflow" };
    for (const [name, value] of Object.entries(variables)) shell.export(`TF_VAR_${name}`, value);
    shell.export("TF_VAR_allowed_email_domains", '["example.com"]');
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** What Terraform prints for each failure of a plan that must fail, without line breaks. */
  function planErrors(environment = ""): string[] {
    const { status, output } = shell.attempt(`${environment} ${TERRAFORM} plan -no-color`);
    expect(status).toBe(1);
    return output.replace(/\s+/g, " ").split("Error: ").slice(1);
  }

  /** The one row of the guide that an error leads to, as [words, where to look]. */
  function rowFor(error: string): [string, string] {
    const address = / with ([\w.-]+)/.exec(error)?.[1] ?? / in resource\.([\w.-]+):/.exec(error)?.[1] ?? "";
    const [row, ...others] = guide.filter(
      ({ says, about }) =>
        error.includes(says) && (about.endsWith("*") ? address.startsWith(about.slice(0, -1)) : address === about),
    );
    if (row === undefined || others.length > 0) throw new Error(`no row, or several, of the guide for: ${error}`);
    told.add(row);
    return [row.says, row.lookAt];
  }

  const planLeadsTo = (environment = ""): [string, string][] => planErrors(environment).map(rowFor).sort();

  const secretMissing = ["couldn't find resource", "secret_prefix"];

  test("a wrong region, and a zone that is only private: zone, certificate and all secrets are missing", () => {
    shell.run(`
      vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
      aws route53 create-hosted-zone --name example.com --caller-reference private \\
        --hosted-zone-config PrivateZone=true --vpc "VPCRegion=eu-west-1,VPCId=$vpc"
      aws acm request-certificate --domain-name example.com`);
    for (const name of SECRETS) shell.run(`aws secretsmanager create-secret --name mlflow/${name}`);
    expect(planLeadsTo("AWS_REGION=eu-west-2")).toEqual([
      ...SECRETS.map(() => secretMissing),
      ["no matching Route 53 Hosted Zone found", "hosted_zone"],
      ["reading ACM Certificates: empty result", "certificate_domain"],
    ]);
  });

  test("two zones of one name, a secret about to be deleted, a password without a value", () => {
    for (const reference of ["a", "b"]) {
      shell.run(`aws route53 create-hosted-zone --name example.com --caller-reference ${reference}`);
    }
    shell.run("aws secretsmanager delete-secret --secret-id mlflow/oauth2-client-id");
    expect(planLeadsTo()).toEqual([
      secretMissing,
      secretMissing,
      ["multiple Route 53 Hosted Zones matched", "hosted_zone"],
    ]);
  });

  test("another prefix", () => {
    const missing = planLeadsTo("TF_VAR_secret_prefix=team/").filter(([says]) => says === "couldn't find resource");
    expect(missing).toHaveLength(SECRETS.length);
  });

  test("a password with a newline at its end", () => {
    shell.run(`
      aws secretsmanager restore-secret --secret-id mlflow/oauth2-client-id
      printf '0123456789abcdef\\n' |
        aws secretsmanager put-secret-value --secret-id mlflow/store-db-password --secret-string file:///dev/stdin`);
    expect(planLeadsTo()).toContainEqual(["The database password secret", "secret_prefix"]);
  });

  test.each(["eu-west-9", ""])("region %p", (region) => {
    expect(planLeadsTo(`AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`)).toEqual([
      ["invalid AWS Region", "AWS_REGION"],
    ]);
  });

  test("no credentials", () => {
    const [first = ""] = planErrors("AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY=");
    expect(rowFor(first)).toEqual(["No valid credential sources found", "AWS_PROFILE"]);
  });

  test("all rows of the guide were seen, and each names a variable", () => {
    expect(guide.filter((row) => !told.has(row))).toEqual([]);
    const variables = Object.keys(
      object(object(parse(readText(folder, "cdktf.out/stacks/mlflow/cdk.tf.json"))).variable),
    );
    const known = [...variables, "AWS_REGION", "AWS_PROFILE"];
    expect(guide.filter(({ lookAt }) => !known.includes(lookAt))).toEqual([]);
  });
});
