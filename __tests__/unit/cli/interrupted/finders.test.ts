import type { ServiceOutputTypes as Ec2Answer } from "@aws-sdk/client-ec2";
import type { ServiceOutputTypes as Route53Answer } from "@aws-sdk/client-route-53";
import type { ServiceInputTypes as S3Question, ServiceOutputTypes as S3Answer } from "@aws-sdk/client-s3";
import type { ServiceOutputTypes as SecretsAnswer } from "@aws-sdk/client-secrets-manager";
import { NoSuchBucket } from "@aws-sdk/client-s3";
import { AwsClients, awsClients } from "../../../../src/cli/doctor/aws-clients";
import { Candidate } from "../../../../src/cli/doctor/interrupted/finder";
import { FINDERS } from "../../../../src/cli/doctor/interrupted/finders";
import { PlannedResource } from "../../../../src/cli/doctor/interrupted/planned-resource";
import { JsonObject } from "../../../../src/cli/doctor/json";

const $metadata = {};
const TAGS = { env: "dev", project: "mlflow" };
const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function find(type: string, values: JsonObject, aws: AwsClients): Promise<readonly Candidate[]> {
  const finder = FINDERS[type];
  if (finder === undefined) throw new Error(`no finder for ${type}`);
  return finder(new PlannedResource(`${type}.it`, type, values), aws);
}

const ids = async (found: Promise<readonly Candidate[]>): Promise<readonly string[]> =>
  (await found).map(({ importId }) => importId);

/** A step of the SDK that answers without asking. */
function always<Output extends object>(output: Output): () => Promise<{ response: object; output: Output }> {
  return () => Promise.resolve({ response: {}, output });
}

function ec2Says(output: Ec2Answer): AwsClients {
  const aws = awsClients("eu-west-1");
  aws.ec2.middlewareStack.add(() => always(output), { step: "initialize" });
  return aws;
}

function route53Says(output: Route53Answer): AwsClients {
  const aws = awsClients("eu-west-1");
  aws.route53.middlewareStack.add(() => always(output), { step: "initialize" });
  return aws;
}

function secretsSay(output: SecretsAnswer): AwsClients {
  const aws = awsClients("eu-west-1");
  aws.secrets.middlewareStack.add(() => always(output), { step: "initialize" });
  return aws;
}

function s3Says(answer: (question: S3Question) => S3Answer): AwsClients {
  const aws = awsClients("eu-west-1");
  type Step = (args: { input: S3Question }) => Promise<{ response: object; output: S3Answer }>;
  const step: Step = ({ input }) => always(answer(input))();
  // A throwing answer becomes a rejection, as with AWS.
  aws.s3.middlewareStack.add(
    () =>
      (args): ReturnType<Step> =>
        Promise.resolve(args).then(step),
    { step: "initialize" },
  );
  return aws;
}

describe("a VPC", () => {
  const wanted = { cidr_block: "10.1.0.0/16", tags_all: { ...TAGS, Name: "mlflow" } };
  const vpc = (
    VpcId: string,
    tags: Readonly<Record<string, string>>,
  ): { VpcId: string; Tags: ReturnType<typeof tagList> } => ({
    VpcId,
    Tags: tagList(tags),
  });

  test("is ours when it carries every tag of ours, and may have more", async () => {
    const Vpcs = [
      vpc("vpc-other-name", { ...TAGS, Name: "other" }),
      vpc("vpc-no-name", TAGS),
      vpc("vpc-none", {}),
      vpc("vpc-ours", { ...TAGS, Name: "mlflow", "aws:cloudformation:stack-id": "x" }),
    ];
    expect(await ids(find("aws_vpc", wanted, ec2Says({ $metadata, Vpcs })))).toEqual(["vpc-ours"]);
  });

  test("that fits twice is told twice: nobody guesses", async () => {
    const Vpcs = ["vpc-1", "vpc-2"].map((id) => vpc(id, wanted.tags_all));
    expect(await ids(find("aws_vpc", wanted, ec2Says({ $metadata, Vpcs })))).toEqual(["vpc-1", "vpc-2"]);
  });

  test("is not looked for as long as the plan does not know its tags", async () => {
    const Vpcs = [vpc("vpc-1", {})];
    expect(await find("aws_vpc", { cidr_block: "10.1.0.0/16" }, ec2Says({ $metadata, Vpcs }))).toEqual([]);
  });
});

describe("an internet gateway", () => {
  const wanted = { vpc_id: "vpc-1", tags_all: TAGS };
  const free = { InternetGatewayId: "igw-free", Attachments: [], Tags: tagList(TAGS) };
  const foreign = {
    InternetGatewayId: "igw-other",
    Attachments: [{ VpcId: "vpc-2", State: undefined }],
    Tags: tagList(TAGS),
  };

  test("may not be attached yet", async () => {
    const InternetGateways = [foreign, free];
    expect(await ids(find("aws_internet_gateway", wanted, ec2Says({ $metadata, InternetGateways })))).toEqual([
      "igw-free",
    ]);
  });

  test("is the attached one where there is one", async () => {
    const attached = { InternetGatewayId: "igw-ours", Attachments: [{ VpcId: "vpc-1", State: undefined }], Tags: [] };
    const InternetGateways = [free, attached];
    expect(await ids(find("aws_internet_gateway", wanted, ec2Says({ $metadata, InternetGateways })))).toEqual([
      "igw-ours",
    ]);
  });
});

describe("a security group", () => {
  const wanted = { vpc_id: "vpc-1", name: "mlflow-lb", tags_all: TAGS };
  const group = (IpProtocol: string): Ec2Answer => ({
    $metadata,
    SecurityGroups: [{ GroupId: "sg-1", IpPermissionsEgress: [{ IpProtocol, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] }],
  });

  test("that lets everything out has to lose that rule first: no apply would take it away", async () => {
    const [found] = await find("aws_security_group", wanted, ec2Says(group("-1")));
    expect(found?.first?.command).toBe(
      "aws ec2 revoke-security-group-egress --group-id sg-1 --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]",
    );
  });

  test("with its own rules alone is imported as it is", async () => {
    expect(await find("aws_security_group", wanted, ec2Says(group("tcp")))).toEqual([{ importId: "sg-1" }]);
  });

  test("cannot be found before its VPC", async () => {
    expect(await find("aws_security_group", { name: "mlflow-lb" }, ec2Says(group("tcp")))).toEqual([]);
  });
});

describe("a rule of a security group", () => {
  const wanted = {
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: 8080,
    to_port: 8080,
    cidr_ipv4: null,
    cidr_ipv6: null,
    prefix_list_id: null,
    referenced_security_group_id: "sg-2",
  };
  const rule = { IsEgress: false, IpProtocol: "tcp", FromPort: 8080, ToPort: 8080 };
  const SecurityGroupRules = [
    { ...rule, SecurityGroupRuleId: "sgr-other-peer", ReferencedGroupInfo: { GroupId: "sg-3" } },
    { ...rule, SecurityGroupRuleId: "sgr-network", CidrIpv4: "0.0.0.0/0" },
    { ...rule, SecurityGroupRuleId: "sgr-out", IsEgress: true, ReferencedGroupInfo: { GroupId: "sg-2" } },
    { ...rule, SecurityGroupRuleId: "sgr-port", FromPort: 80, ReferencedGroupInfo: { GroupId: "sg-2" } },
    { ...rule, SecurityGroupRuleId: "sgr-ours", ReferencedGroupInfo: { GroupId: "sg-2" } },
  ];
  const aws = ec2Says({ $metadata, SecurityGroupRules });

  test("is told by its direction, its ports and its peer", async () => {
    expect(await ids(find("aws_vpc_security_group_ingress_rule", wanted, aws))).toEqual(["sgr-ours"]);
    expect(await ids(find("aws_vpc_security_group_egress_rule", wanted, aws))).toEqual(["sgr-out"]);
  });

  test("cannot be told as long as its peer does not exist", async () => {
    const early = Object.fromEntries(
      Object.entries(wanted).filter(([name]) => name !== "referenced_security_group_id"),
    );
    expect(await find("aws_vpc_security_group_ingress_rule", early, aws)).toEqual([]);
  });
});

describe("a record", () => {
  const wanted = { zone_id: "Z1", name: "mlflow.example.com", type: "A", alias: [{ name: "lb-1.elb.amazonaws.com" }] };
  const record = (DNSName: string): Route53Answer => ({
    $metadata,
    IsTruncated: false,
    MaxItems: 20,
    ResourceRecordSets: [
      {
        Name: "mlflow.example.com.",
        Type: "A",
        AliasTarget: { DNSName, HostedZoneId: "Z2", EvaluateTargetHealth: true },
      },
    ],
  });

  test("is ours when it points to the stack's load balancer", async () => {
    const aws = route53Says(record("dualstack.LB-1.elb.amazonaws.com."));
    expect(await ids(find("aws_route53_record", wanted, aws))).toEqual(["Z1_mlflow.example.com_A"]);
  });

  test("that points elsewhere is somebody else's", async () => {
    expect(await find("aws_route53_record", wanted, route53Says(record("lb-2.elb.amazonaws.com.")))).toEqual([]);
  });
});

describe("a bucket with a prefix", () => {
  const wanted = { bucket_prefix: "mlflow-artifacts-", tags_all: TAGS };
  const account = (buckets: Readonly<Record<string, Readonly<Record<string, string>>>>): AwsClients =>
    s3Says((question) => {
      const name = "Bucket" in question ? (question.Bucket ?? "") : "";
      if (name === "")
        return { $metadata, Buckets: Object.keys(buckets).map((Name) => ({ Name, BucketRegion: regionOf(Name) })) };
      const tags = tagList(buckets[name] ?? {});
      if (tags.length === 0) throw new NoSuchBucket({ $metadata, message: "The TagSet does not exist" });
      return { $metadata, TagSet: tags };
    });
  const regionOf = (name: string): string => (name.endsWith("-far") ? "us-east-1" : "eu-west-1");

  test("is told by its tags", async () => {
    const aws = account({
      "mlflow-artifacts-20260101000000000000000001": { env: "prod" },
      "mlflow-artifacts-20260101000000000000000002": TAGS,
      "mlflow-artifacts-far": TAGS,
      "other-20260101000000000000000003": TAGS,
    });
    expect(await ids(find("aws_s3_bucket", wanted, aws))).toEqual(["mlflow-artifacts-20260101000000000000000002"]);
  });

  test("has no tags at all when the apply was killed right after its creation", async () => {
    const aws = account({ "mlflow-artifacts-by-hand": {}, "mlflow-artifacts-20260101000000000000000001": {} });
    expect(await ids(find("aws_s3_bucket", wanted, aws))).toEqual(["mlflow-artifacts-20260101000000000000000001"]);
  });
});

describe("a secret", () => {
  const wanted = { name: "mlflow/cookie", tags_all: TAGS };
  const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mlflow/cookie-AbCdEf";

  test("made by hand is not ours: the next apply would overwrite its value", async () => {
    const aws = secretsSay({ $metadata, ARN, Name: "mlflow/cookie" });
    expect(await find("aws_secretsmanager_secret", wanted, aws)).toEqual([{ importId: ARN, foreign: true }]);
  });

  test("that waits for its deletion has to be restored first, and may hold a value", async () => {
    const secret = { ARN, Name: "mlflow/cookie", Tags: tagList(TAGS), DeletedDate: new Date(0) };
    const [found] = await find(
      "aws_secretsmanager_secret",
      wanted,
      secretsSay({ $metadata, ...secret, VersionIdsToStages: { one: ["AWSCURRENT"] } }),
    );
    expect(found).toMatchObject({ importId: ARN, valued: "mlflow/cookie" });
    expect(found?.first?.command).toBe(`aws secretsmanager restore-secret --secret-id ${ARN}`);
  });
});
