import { containing } from "../support/containing";
import { DOMAIN, ReadyAccount } from "../support/ready-account";

jest.setTimeout(3 * 60_000);

/** What the stack finds in the account, and what the account allows. */
describe("npm run doctor, by what it finds in the account:", () => {
  let account: ReadyAccount;

  beforeAll(async () => {
    account = await ReadyAccount.make();
    account.shell.run("npm run --silent doctor");
  });

  afterAll(() => account.remove());

  describe("the hosted zone", () => {
    const zone = (name: string): string => `TF_VAR_hosted_zone=${name} TF_VAR_domain=${name}`;

    test("is missing", () => {
      expect(account.problem("hosted-zone", zone("missing.com"))).toContain("no public hosted zone missing.com");
    });

    test("is private", () => {
      account.shell.run(`
        vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
        aws route53 create-hosted-zone --name private.com --caller-reference p \\
          --hosted-zone-config PrivateZone=true --vpc "VPCRegion=eu-west-1,VPCId=$vpc"`);
      expect(account.problem("hosted-zone", zone("private.com"))).toContain("private zone of that name");
    });

    test("is there twice, until its id is given, which must be one", () => {
      account.shell.run(`
        first=$(aws route53 create-hosted-zone --name twice.com --caller-reference a --query HostedZone.Id --output text)
        aws route53 create-hosted-zone --name twice.com --caller-reference b
        printf %s "\${first#/hostedzone/}" > id`);
      expect(account.problem("hosted-zone", zone("twice.com"))).toContain("2 public hosted zones twice.com");
      expect(account.findings("hosted-zone", `TF_VAR_hosted_zone_id=$(cat id) ${zone("twice.com")}`).found).toEqual([]);
      expect(account.problem("hosted-zone", "TF_VAR_hosted_zone_id=$(cat id)")).toContain(
        `is twice.com, not ${DOMAIN}`,
      );
      expect(account.problem("hosted-zone", "TF_VAR_hosted_zone_id=ZZZZZZZZZZ")).toContain("no hosted zone ZZZZZZZZZZ");
    });

    test("has the name already, for somebody else", () => {
      account.shell.run(`
        zone=$(aws route53 list-hosted-zones-by-name --dns-name ${DOMAIN} --query 'HostedZones[0].Id' --output text)
        aws route53 change-resource-record-sets --hosted-zone-id "$zone" --change-batch '{"Changes":[{"Action":"CREATE",
          "ResourceRecordSet":{"Name":"taken.${DOMAIN}","Type":"A","TTL":60,"ResourceRecords":[{"Value":"192.0.2.1"}]}}]}'`);
      expect(account.problem("hosted-zone", "TF_VAR_dns_record_name=taken")).toContain(`a record taken.${DOMAIN} (A)`);
    });
  });

  describe("the certificate", () => {
    test("is missing", () => {
      expect(account.problem("certificate", "TF_VAR_certificate_domain=missing.com")).toContain(
        "no issued certificate has missing.com",
      );
    });

    test("does not cover the host", () => {
      expect(account.problem("certificate", "TF_VAR_dns_record_name=a.b")).toContain("does not cover a.b.example.com");
    });

    test("is in us-east-1", () => {
      account.shell.run("aws acm request-certificate --domain-name mlflow.us.example.com --region us-east-1");
      expect(account.problem("certificate", "TF_VAR_domain=us.example.com")).toContain("one in us-east-1 covers");
    });
  });

  test("the Aurora version is not offered", () => {
    const message = account.problem("aurora", "TF_VAR_database_engine_version=8.0.mysql_aurora.3.10.4");
    expect(message).toContain("eu-west-1 does not offer Aurora 8.0.mysql_aurora.3.10.4");
    expect(message).toContain("8.0.mysql_aurora.3.10.5");
  });

  test("the permissions boundary is not there", () => {
    const settings = "TF_VAR_iam_permissions_boundary_arn=arn:aws:iam::123456789012:policy/none";
    expect(account.problem("permissions-boundary", settings)).toContain(
      "there is no policy arn:aws:iam::123456789012:policy/none",
    );
  });

  test("the service-linked roles are there, once they are made", () => {
    expect(account.findings("service-linked-roles").found).toEqual([containing("ecs.amazonaws.com")]);
    account.shell.run(`
      for service in ecs elasticloadbalancing rds ecs.application-autoscaling; do
        aws iam create-service-linked-role --aws-service-name "$service.amazonaws.com"
      done`);
    expect(account.findings("service-linked-roles").found).toEqual([]);
  });

  test("another shape is asked for what it is given", () => {
    const stack = "--stack mlflow-given";
    account.shell.run(`
      printf %s "$(aws acm list-certificates --query 'CertificateSummaryList[0].CertificateArn' --output text)" > certificate
      printf %s "$(aws kms create-key --key-usage ENCRYPT_DECRYPT --query KeyMetadata.Arn --output text)" > key`);
    const given = "TF_VAR_certificate_arn=$(cat certificate) TF_VAR_kms_key_arn=$(cat key)";
    expect(account.findings("certificate", given, stack).found).toEqual([]);
    expect(account.findings("kms-key", given, stack)).toEqual({
      status: 0,
      found: [expect.stringMatching(/^warning: .*does not seem to let in CloudWatch Logs/)],
    });
    expect(account.findings("state", given, stack).found).toEqual([containing("a file of this machine")]);
    const other = "arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
    expect(account.problem("certificate", `${given} TF_VAR_certificate_arn=${other}`, stack)).toContain(
      "there is no certificate",
    );
    account.shell.run('aws kms disable-key --key-id "$(sed s:.*/:: key)"');
    expect(account.problem("kms-key", given, stack)).toContain("is disabled");
  });

  test("quotas are used up", () => {
    account.shell.run(
      "for i in 1 2 3 4; do aws ec2 create-vpc --cidr-block 10.9.0.0/16; aws ec2 allocate-address; done",
    );
    const given = "TF_VAR_certificate_arn=$(cat certificate) TF_VAR_kms_key_arn=$(cat key)";
    const { found } = account.findings("quotas", given, "--stack mlflow-given");
    expect(found).toEqual([
      containing("5 of 5 VPCs of this region are in use, and the stack makes 1"),
      containing("4 of 5 Elastic IP addresses of this region are in use, and the stack makes 2"),
      containing("6 vCPUs on Fargate"),
    ]);
    expect(account.problem("quotas", "TF_VAR_service_max_capacity=1")).toContain("5 of 5 VPCs");
  });
});
