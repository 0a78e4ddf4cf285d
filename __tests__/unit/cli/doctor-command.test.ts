import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EC2ServiceException } from "@aws-sdk/client-ec2";
import { KMSServiceException } from "@aws-sdk/client-kms";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { STSServiceException } from "@aws-sdk/client-sts";
import { awsClients } from "../../../src/cli/doctor/aws-clients";
import { permitted } from "../../../src/cli/aws-errors";
import { backendOf } from "../../../src/cli/doctor/backend";
import { Check, Context, Finding } from "../../../src/cli/doctor/check";
import { judgeFailure, judgeRegion } from "../../../src/cli/doctor/credentials";
import { findingsOf } from "../../../src/cli/doctor/finding";
import { JsonObject } from "../../../src/cli/doctor/json";
import { withAbsolutePaths } from "../../../src/cli/doctor/read-variables";
import { paragraph, summary } from "../../../src/cli/doctor/report";
import { runChecks } from "../../../src/cli/doctor/run-checks";
import { state } from "../../../src/cli/doctor/state";
import { SynthesizedStack } from "../../../src/cli/doctor/synthesized-stack";
import { judgeNode, judgeTerraform } from "../../../src/cli/doctor/tools";
import { Variables } from "../../../src/cli/doctor/variables";
import { containing } from "../../support/containing";

// One paragraph of the SDK for each run on Node 20, as in src/cli/command.ts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

function contextOf(stack: JsonObject): Context {
  return {
    stack: "mlflow",
    folder: "no such folder",
    env: {},
    terraformArgs: [],
    synthesized: new SynthesizedStack(stack),
    variables: new Variables({}),
    aws: awsClients("eu-west-1"),
    region: "eu-west-1",
    account: "123456789012",
  };
}

const answer = { $fault: "client", $metadata: { httpStatusCode: 403 } } as const;

describe("tools", () => {
  test.each([
    ["ok", "20.12.0"],
    ["ok", "22.99.0"],
    ["problem", "20.11.9"],
    ["problem", "18.20.0"],
    ["problem", "23.0.0"],
  ])("Node (%s): %s", (status, version) => {
    expect(judgeNode(version).status).toBe(status);
  });

  test.each([
    ["ok", "1.11.0"],
    ["ok", "2.0.0"],
    ["problem", "1.10.5"],
    ["problem", undefined],
  ])("Terraform (%s): %p", (status, version) => {
    expect(judgeTerraform(version).status).toBe(status);
  });
});

describe("credentials", () => {
  test.each<[string, string, string]>([
    ["no AWS credentials were found", "CredentialsProviderError", "Could not load credentials from any providers"],
    ["have expired", "ExpiredToken", "The security token included in the request is expired"],
    ["have expired", "CredentialsProviderError", "The SSO session associated with this profile has expired."],
    ["does not accept", "InvalidClientTokenId", "The security token included in the request is invalid."],
    ["no AWS region is set", "Error", "Region is missing"],
    ['no AWS region "eu-west-9"', "Error", "getaddrinfo ENOTFOUND sts.eu-west-9.amazonaws.com"],
  ])("%s: %s", (expected, name, message) => {
    const error = new STSServiceException({ ...answer, name, message });
    expect(judgeFailure(error, "eu-west-9")).toMatchObject({
      status: "problem",
      message: containing(expected),
    });
  });

  test("belong to an account that has the region", () => {
    const regions = [
      { RegionName: "eu-west-1", OptInStatus: "opt-in-not-required" },
      { RegionName: "af-south-1", OptInStatus: "not-opted-in" },
    ];
    expect(judgeRegion("eu-west-1", regions)).toBeUndefined();
    expect(judgeRegion("eu-west-9", [])).toBeUndefined();
    expect(judgeRegion("eu-west-9", regions)?.message).toContain('no AWS region "eu-west-9"');
    expect(judgeRegion("af-south-1", regions)?.fix).toContain("enable-region");
  });
});

describe("a check that fails", () => {
  const failing = (error: Error): Check => ({ name: error.name, run: () => Promise.reject(error) });
  const well: Check = { name: "last", run: () => Promise.resolve([findingsOf("last").ok("well.")]) };

  test("names the permission, and the others go on", async () => {
    const told: Finding[] = [];
    const message =
      "You are not authorized to perform this operation. User: arn:aws:iam::1:user/me is not authorized to perform: ec2:DescribeVpcs because no policy allows it";
    const checks = [
      failing(new EC2ServiceException({ ...answer, name: "UnauthorizedOperation", message })),
      failing(new KMSServiceException({ ...answer, name: "AccessDeniedException", message: "No." })),
      failing(new Error("socket hang up\nmore")),
      well,
    ];
    const findings = await runChecks(checks, contextOf({}), (found) => told.push(...found));
    expect(told).toEqual(findings);
    expect(findings.map(({ status, message: text }) => `${status}: ${text}`)).toEqual([
      "skipped: not looked at, because the credentials lack the permission ec2:DescribeVpcs.",
      'skipped: not looked at, because the credentials lack the permission that AWS means by "No.".',
      "skipped: not looked at, because AWS answered Error: socket hang up",
      "ok: well.",
    ]);
  });

  test("names the permission where AWS does not", async () => {
    const refused = new S3ServiceException({ ...answer, name: "AccessDenied", message: "Access Denied" });
    const check: Check = {
      name: "state",
      run: () => permitted<Finding[]>("s3:GetBucketVersioning", Promise.reject(refused)),
    };
    expect(await runChecks([check], contextOf({}), () => undefined)).toMatchObject([
      { check: "state", status: "skipped", message: containing("permission s3:GetBucketVersioning.") },
    ]);
  });
});

describe("the report", () => {
  const say = findingsOf("check");

  test("has a paragraph for each finding, and keeps commands whole", () => {
    expect(paragraph(say.ok("well."))).toBe("ok        check: well.\n");
    expect(paragraph(say.problem("bad.", `Run ${"x".repeat(200)}`))).toBe(
      `problem   check: bad.\n          Run ${"x".repeat(200)}\n`,
    );
  });

  test("ends with the numbers", () => {
    expect(summary([say.ok("")])).toBe("Everything is ready.");
    expect(summary([say.problem("", ""), say.warning("", ""), say.skipped(""), say.skipped("")])).toBe(
      "1 problem, 1 warning, 2 checks skipped.",
    );
  });
});

describe("variable files", () => {
  test("are found from where the user is, since Terraform runs elsewhere", () => {
    expect(
      withAbsolutePaths(
        ["-var-file=a.tfvars", "--var-file", "../b", "-var", "x=-var-file=c", "-var-file=/d"],
        "/user/me",
      ),
    ).toEqual(["-var-file=/user/me/a.tfvars", "--var-file", "/user/b", "-var", "x=-var-file=c", "-var-file=/d"]);
  });
});

describe("the state", () => {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("is where the JSON and terraform init say", () => {
    const backend = { s3: { key: "k", bucket: "of-json", use_lockfile: true } };
    const context = { ...contextOf({ terraform: { backend } }), folder };
    mkdirSync(join(folder, ".terraform"));
    const config = { bucket: "of-init", dynamodb_table: "locks", region: "us-east-1", use_lockfile: null };
    writeFileSync(join(folder, ".terraform/terraform.tfstate"), JSON.stringify({ backend: { type: "s3", config } }));
    expect(backendOf(context)).toEqual({
      type: "s3",
      bucket: "of-json",
      key: "k",
      lockTable: "locks",
      lockFile: true,
      region: "us-east-1",
    });
  });

  test.each<[string, string, JsonObject]>([
    ["problem", "nothing says in which bucket", { backend: { s3: { key: "k" } } }],
    ["warning", "a file of this machine", { backend: { local: { path: "../../../terraform.mlflow.tfstate" } } }],
    ["skipped", "HCP Terraform", { cloud: { organization: "me" } }],
    ["skipped", "a backend of its own", { backend: { gcs: {} } }],
  ])("%s: %s", async (status, message, terraform) => {
    expect(await state.run(contextOf({ terraform }))).toMatchObject([{ status, message: containing(message) }]);
  });
});
