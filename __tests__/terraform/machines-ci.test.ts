import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack } from "../../src";
import { CI } from "../support/bootstrap-shapes";
import { allowedTo } from "../support/ci-evidence";
import { CiJob, Claims } from "../support/ci-identity";
import { Emulator } from "../support/emulator";
import { verifiedClaims } from "../support/issuer-client";
import { Jobs } from "../support/machines/jobs";
import { Places } from "../support/machines/places";
import { standIn } from "../support/machines/stand-ins";
import { readmeBlock } from "../support/readme";
import { run } from "../support/run";
import { ShapeStack } from "../support/shape-stack";
import { list, object, parse, StackJson } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";

jest.setTimeout(3 * 60_000);

const AUDIENCE = "mlflow.example.com";
const ON_MAIN: Claims = { sub: "repo:acme/training:ref:refs/heads/main" };
const GITLAB: Claims = { iss: "https://gitlab.com", aud: "https://gitlab.com" };
const ON_GITLABS_MAIN: Claims = { ...GITLAB, sub: "project_path:acme/ml/training:ref_type:branch:ref:main" };

/** Who gets the role that tracks runs: who it is, the claims, STS's answer. */
const TRUST: readonly (readonly [string, Claims, string])[] = [
  ["the branch that is named", ON_MAIN, "taken"],
  ["the environment that is named", { sub: "repo:acme@1234/models@5678:environment:training" }, "taken"],
  ["another branch", { sub: "repo:acme/training:ref:refs/heads/main2" }, "AccessDenied"],
  ["a pull request", { sub: "repo:acme/training:pull_request" }, "AccessDenied"],
  ["another environment", { sub: "repo:acme@1234/models@5678:environment:other" }, "AccessDenied"],
  ["a branch where an environment is named", { sub: "repo:acme@1234/models@5678:ref:refs/heads/main" }, "AccessDenied"],
  ["the repository that applies", { sub: "repo:acme/infra:ref:refs/heads/main" }, "AccessDenied"],
  ["another owner", { sub: "repo:evil/training:ref:refs/heads/main" }, "AccessDenied"],
  ["another audience", { ...ON_MAIN, aud: AUDIENCE }, "InvalidIdentityToken"],
  ["another issuer", { ...ON_MAIN, iss: "https://token.example.com" }, "InvalidIdentityToken"],
  ["GitLab", ON_GITLABS_MAIN, "AccessDenied"],
];

/** Whatever the role has no business with. */
const REFUSED: readonly (readonly [service: string, operation: string, parameters: object])[] = [
  ["s3", "list_buckets", {}],
  ["s3", "get_object", { Bucket: "oauth2-mlflow-artifacts-1", Key: "1/model.pkl" }],
  ["secretsmanager", "get_secret_value", { SecretId: "mlflow/store-db-password" }],
  ["iam", "list_roles", {}],
  ["ecs", "list_clusters", {}],
  ["sts", "assume_role", { RoleArn: "arn:aws:iam::123456789012:role/admin", RoleSessionName: "job" }],
  ...[["other.example.com"], [AUDIENCE, "other.example.com"]].map(
    (audience) =>
      [
        "sts",
        "get_web_identity_token",
        { Audience: audience, SigningAlgorithm: "RS256", DurationSeconds: 900 },
      ] as const,
  ),
  [
    "sts",
    "get_web_identity_token",
    { Audience: [AUDIENCE], SigningAlgorithm: "RS256", Tags: [{ Key: "email", Value: "a@example.com" }] },
  ],
];

describe("the role of CI that tracks runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "machines-ci-"));
  let emulator: Emulator;
  let places: Places;
  let github: string;
  let gitlab: string;

  beforeAll(async () => {
    emulator = await Emulator.start();
    places = await Places.start("");
    [github = "", gitlab = ""] = await Promise.all(
      (["GitHub with tracking", "GitLab with tracking"] as const).map((platform) => trackingRole(platform)),
    );
  });

  afterAll(async () => {
    await places.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** Applies of a bootstrap what that role needs, and no more: the rest has tests of its own. @returns its ARN */
  async function trackingRole(platform: keyof typeof CI): Promise<string> {
    // The local state lies beside the output: a folder for each.
    const outdir = join(mkdtempSync(join(folder, "bootstrap-")), "cdktf.out");
    const app = new App({ outdir });
    new BootstrapStack(app, "bootstrap", { state: { type: "local" }, ci: CI[platform] });
    app.synth();
    const place = join(outdir, "stacks/bootstrap");
    const attachments = new StackJson(readText(place, "cdk.tf.json")).resources("aws_iam_role_policy_attachment");
    const [target = ""] = attachments.map(({ address }) => address).filter((address) => address.includes("ci_track_"));
    const stack = new ShapeStack("bootstrap", place, emulator.environment);
    stack.giveVariables({ state_bucket_name: "example-tracking-states" });
    for (const command of ["init", `apply -auto-approve -target=${target}`]) {
      const { status, output } = await stack.terraform(command);
      if (status !== 0) throw new Error(output.slice(-4000));
    }
    return (await stack.terraform("output -raw ci_track_role_arn")).stdout;
  }

  test.each(TRUST)("is given to %s, or not", async (_who, claims, answer) => {
    expect(await new CiJob(emulator, claims).assume(github)).toBe(answer);
  });

  test("of GitLab is given to the branch that is named, and to no other", async () => {
    const answers = [ON_GITLABS_MAIN, { ...ON_GITLABS_MAIN, sub: `${ON_GITLABS_MAIN.sub ?? ""}2` }, ON_MAIN].map(
      (claims) => new CiJob(emulator, claims).assume(gitlab),
    );
    expect(await Promise.all(answers)).toEqual(["taken", "AccessDenied", "AccessDenied"]);
  });

  test("lives as long as the guide's job, and has one permission", () => {
    const role = github.replace(/^.*\//, "");
    expect(emulator.aws(`iam get-role --role-name=${role}`, "Role.MaxSessionDuration")).toEqual(["21600"]);
    expect([...allowedTo(emulator, github)]).toEqual(["sts:GetWebIdentityToken"]);
    expect(emulator.aws(`iam list-role-policies --role-name=${role}`, "PolicyNames")).toEqual([]);
  });

  test("may do nothing else", async () => {
    const rows = REFUSED.map(([service, operation, parameters]) => ({ as: "caller", service, operation, parameters }));
    const args = ["-m", "emulator.verdicts", "--endpoint", emulator.url, JSON.stringify(rows)];
    const env = await new CiJob(emulator, ON_MAIN).environment(github);
    const verdicts = list(parse(run("python", args, { cwd: PROJECT, env }).stdout)).map((each) => object(each).verdict);
    expect(verdicts).toEqual(REFUSED.map(() => "denied"));
  });

  test("is told to the repository of the jobs", () => {
    const output = "-chdir=cdktf.out/stacks/bootstrap output -raw ci_track_role_arn";
    standIn(folder, "terraform", { [output]: github });
    standIn(folder, "gh", { [`variable set AWS_TRACK_ROLE_ARN --repo acme/training --body ${github}`]: "" });
    const env = { ...emulator.environment, PATH: `${folder}:${emulator.environment.PATH ?? ""}` };
    expect(run("bash", ["-euc", readmeBlock("machinesrole")], { cwd: folder, env }).stdout).toBe(github);
  });

  test.each(["github", "gitlab"] as const)("brings the training of the guide's job to MLflow: %s", async (platform) => {
    if (platform === "github") emulator.aws("iam enable-outbound-web-identity-federation", "IssuerIdentifier");
    const [roleArn, claims] = platform === "github" ? [github, ON_MAIN] : [gitlab, ON_GITLABS_MAIN];
    const jobs = new Jobs(emulator, roleArn, places);
    const before = places.tokens.length;
    const { status, output } = await jobs[platform](claims);
    expect([status, status === 0 ? "" : output]).toEqual([0, ""]);
    expect(places.tokens).toHaveLength(before + 1);
    const keys = await (await fetch(`${emulator.url}/_emulator/web-identity/.well-known/jwks.json`)).text();
    expect(verifiedClaims(places.tokens.at(-1) ?? "", keys)).toMatchObject({ sub: roleArn, aud: AUDIENCE });
    const stranger = { ...claims, sub: `${claims.sub ?? ""}-of-a-stranger` };
    const refused = await jobs[platform](stranger).then(
      ({ status: ended, output: told }) => [ended === 0, told],
      (error: unknown) => [false, String(error)],
    );
    expect(refused).toEqual([false, expect.stringMatching(/AccessDenied|Not authorized/)]);
    expect(places.tokens).toHaveLength(before + 1);
    jobs.remove();
  });

  test("AWS would have refused none of the calls, as far as the gate and its policies' reader know", () => {
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d+ resources, 0 errors\n$/);
  });
});
