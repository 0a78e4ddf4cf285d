import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { containing } from "../support/containing";
import { ReadyAccount, Secret } from "../support/ready-account";
import { list, object, parse } from "../support/stack-json";

jest.setTimeout(3 * 60_000);

/** An account in which everything is ready, and then one fault after the other, each beside what is right. */
describe("npm run doctor", () => {
  let account: ReadyAccount;

  beforeAll(async () => {
    account = await ReadyAccount.make();
  });

  afterAll(() => account.remove());

  test("finds a new account ready and says what comes next", () => {
    const { stdout } = account.shell.run("npm run --silent doctor");
    expect(stdout).toContain("ok        credentials: account 123456789012, region eu-west-1");
    expect(stdout).toContain("ok        variables: Terraform accepts all values.");
    expect(stdout).not.toMatch(/^(problem|skipped)/m);
    // A new account has no service-linked roles, and six vCPUs on Fargate.
    expect(stdout).toMatch(/\n2 warnings\.\nNext: npm run plan\n$/);
  });

  test("prints nothing but one document with --json", () => {
    const { status, stdout } = account.shell.attempt("npm run --silent doctor -- --json");
    expect(status).toBe(0);
    const report = object(parse(stdout));
    expect(Object.keys(report)).toEqual(["stack", "account", "region", "ok", "findings", "next"]);
    expect(new Set(list(report.findings).flatMap((finding) => Object.keys(object(finding))))).toEqual(
      new Set(["check", "status", "message", "fix"]),
    );
  });

  test("says how it is called", () => {
    expect(account.doctor("", "--help").stdout).toContain("Usage: npm run doctor");
    expect(account.doctor("", "--stack mlflow-other").output).toContain("main.ts has no stack mlflow-other");
    expect(account.doctor("", "--stack").output).toContain("--stack needs a value");
  });

  describe("variables", () => {
    test("are refused in Terraform's own words, and what does not need them is still looked at", () => {
      const settings = "TF_VAR_hosted_zone= TF_VAR_service_cpu=many";
      const { status, found } = account.findings("variables", settings);
      expect(status).toBe(1);
      expect(found).toHaveLength(2);
      expect(found.join()).toMatch(/hosted_zone is ''/);
      expect(found.join()).toMatch(/service_cpu.*a number is required/);
      expect(account.findings("hosted-zone", settings).found).toEqual([
        expect.stringMatching(/^skipped: .*hosted_zone/),
      ]);
      expect(account.findings("secrets", settings).found).toEqual([]);
    });

    test("are numbers and switches, also where the environment says so", () => {
      const settings = "TF_VAR_service_cpu=512 TF_VAR_service_memory=1024 TF_VAR_service_max_capacity=2";
      expect(account.findings("quotas", settings).found).toEqual([]);
      const old = "TF_VAR_database_engine_version=8.0.mysql_aurora.3.08.2 TF_VAR_database_auto_pause=false";
      expect(account.findings("aurora", old).found).toEqual([]);
    });

    test("are missing", () => {
      expect(account.problem("variables", "env -u TF_VAR_domain")).toContain('variable "domain" is not set');
    });

    test("come from files, by the way from where the user is", () => {
      writeFileSync(join(account.project.folder, "src/dev.tfvars"), 'secret_prefix = "none/"\n');
      const fromSrc = `INIT_CWD=${account.project.folder}/src`;
      expect(account.problem("secrets", fromSrc, "-var-file=dev.tfvars")).toContain("none/oauth2-client-id");
      expect(account.problem("variables", "", "-var-file=dev.tfvars")).toContain("dev.tfvars does not exist");
    });
  });

  describe("credentials", () => {
    test.each([
      ["no AWS credentials were found", "AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY="],
      ["no AWS region is set", "AWS_REGION= AWS_DEFAULT_REGION="],
    ])("%s", (message, settings) => {
      expect(account.problem("credentials", settings)).toContain(message);
      expect(account.findings("quotas", settings).found).toEqual([containing("needs credentials")]);
    });

    test("may lack a permission: the check names it, the others go on", () => {
      account.shell.run(`
        aws iam create-role --role-name reader --assume-role-policy-document '{"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}'
        aws iam put-role-policy --role-name reader --policy-name all-but --policy-document '{"Version":"2012-10-17",
          "Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":
            ["acm:ListCertificates","s3:GetBucketVersioning","servicequotas:GetServiceQuota"],"Resource":"*"}]}'
        export session
        session=$(aws sts assume-role --role-arn arn:aws:iam::123456789012:role/reader --role-session-name me \\
          --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)`);
      const settings =
        'read -r id key token <<< "$session"; AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$key AWS_SESSION_TOKEN=$token';
      expect(account.findings("certificate", settings)).toEqual({
        status: 0,
        found: [expect.stringMatching(/^skipped: .*acm:ListCertificates/)],
      });
      expect(account.findings("state", settings).found).toEqual([containing("s3:GetBucketVersioning")]);
      expect(account.findings("quotas", settings).found).toHaveLength(2);
      expect(account.findings("secrets", settings).found).toEqual([]);
    });
  });

  describe("the state", () => {
    test("has no bucket, or nobody says which", () => {
      expect(account.problem("state", "TF_STATE_BUCKET=missing")).toContain("there is no state bucket missing");
      expect(account.problem("state", "TF_STATE_BUCKET=")).toContain("nothing says in which bucket");
    });

    test("has a bucket without versions, open to the public", () => {
      account.shell.run(
        "aws s3api create-bucket --bucket loose --create-bucket-configuration LocationConstraint=eu-west-1",
      );
      const { status, found } = account.findings("state", "TF_STATE_BUCKET=loose");
      expect([status, found]).toEqual([
        1,
        [
          expect.stringMatching(/^problem: the state bucket loose keeps no versions.*put-bucket-versioning/),
          expect.stringMatching(/^warning: the state bucket loose does not block public access/),
        ],
      ]);
    });

    test("has a bucket in another region", () => {
      account.shell.run("aws s3api create-bucket --bucket far --region us-east-1");
      expect(account.problem("state", "TF_STATE_BUCKET=far")).toContain("far is in us-east-1");
    });

    test("has no lock, no such table, or one with another key", () => {
      account.makeTable("wrong", "LockId");
      expect(account.problem("state", "TF_STATE_LOCK_TABLE=")).toContain("nothing locks the state");
      expect(account.problem("state", "TF_STATE_LOCK_TABLE=missing")).toContain("there is no lock table missing");
      expect(account.problem("state", "TF_STATE_LOCK_TABLE=wrong")).toContain("another key than LockID");
    });
  });

  describe("secrets", () => {
    test("are missing, all or one", () => {
      expect(account.problem("secrets", "TF_VAR_secret_prefix=none/")).toContain("none/store-db-password");
    });

    test("are scheduled for deletion", () => {
      account.makeSecrets("deleted/");
      account.shell.run("aws secretsmanager delete-secret --secret-id deleted/oauth2-client-id");
      expect(account.problem("secrets", "TF_VAR_secret_prefix=deleted/")).toContain(
        "restore-secret --secret-id deleted/oauth2-client-id",
      );
    });

    test.each<[string, Secret, string | undefined, string]>([
      ["empty", "oauth2-client-id", undefined, "has no value yet"],
      ["newline", "oauth2-client-secret", "GOCSPX-other\n", "a line break around"],
      ["short", "oauth2-cookie-secret", "short", "has 5 characters"],
      ["slash", "store-db-password", "pass/word", "characters that Aurora refuses"],
    ])("have the wrong form: %s", (prefix, name, value, message) => {
      account.makeSecrets(`${prefix}/`, [name, value]);
      expect(account.problem("secrets", `TF_VAR_secret_prefix=${prefix}/`)).toContain(message);
    });

    test("lie under a key that the tasks may not use", () => {
      account.makeSecrets("key/");
      account.shell.run(`
        key=$(aws kms create-key --query KeyMetadata.Arn --output text)
        aws secretsmanager update-secret --secret-id key/store-db-password --kms-key-id "$key"`);
      expect(account.problem("secrets", "TF_VAR_secret_prefix=key/")).toContain("with which the tasks may not decrypt");
    });
  });
});
