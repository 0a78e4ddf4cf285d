import { strings, withoutNotes } from "../support/json-walk";
import { object, StackJson, text } from "../support/stack-json";
import { decoded, Statement, statements, target } from "./stack-view";

const stack = StackJson.default();
const all = statements(stack);
const trust = all.filter(({ attribute }) => attribute === "assume_role_policy");
const grants = all.filter(({ block }) => block.type === "aws_iam_role_policy");
const bucketDenies = all.filter(({ block }) => block.type === "aws_s3_bucket_policy");

const ARN = "arn:${data.aws_partition.account_partition_32ACE770.partition}";
const HERE =
  "${data.aws_region.account_region_154F2A67.id}:${data.aws_caller_identity.account_caller-identity_8116C870.account_id}";

const MLFLOW_LOGS = "${aws_cloudwatch_log_group.containers_mlflow-logs_9310744A.arn}";
const PROXY_LOGS = "${aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59.arn}";
const FLOW_LOGS = "${aws_cloudwatch_log_group.network_flow-log_logs_506BFA9B.arn}";
const BUCKET = "${aws_s3_bucket.artifacts.arn}";
const FOLDER = '${join("/", compact([trim(var.artifact_bucket_path, "/"), "*"]))}';

/** The repositories in Amazon ECR that the images name: none of them for an image of a public registry. */
const REPOSITORIES =
  '${distinct(flatten([for image in [var.mlflow_image, var.oauth2_proxy_image] : [for part in regexall("^([0-9]{12})\\\\.dkr[.-]ecr(?:-fips)?\\\\.([a-z0-9-]+)\\\\.(?:amazonaws\\\\.com(?:\\\\.cn)?|on\\\\.aws)/([a-z0-9._/-]+):", image) : format("arn:%s:ecr:%s:%s:repository/%s", data.aws_partition.account_partition_32ACE770.partition, part[1], part[0], part[2])]]))}';

/** In the name of each role, since an account has one list of roles for all regions. */
const PREFIX = "${var.unique_name}-${data.aws_region.account_region_154F2A67.id}";

/** What each role may do on what, by its name. The secrets are those of the containers: security-secrets.test.ts. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  [`${PREFIX}-ecs-execution`]: [
    `ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on ${REPOSITORIES}`,
    "ecr:GetAuthorizationToken on *",
    `logs:CreateLogStream, logs:PutLogEvents on ${MLFLOW_LOGS}:*`,
    `logs:CreateLogStream, logs:PutLogEvents on ${PROXY_LOGS}:*`,
    "secretsmanager:GetSecretValue on five secrets",
  ],
  [`${PREFIX}-ecs-task`]: [
    `s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts on ${BUCKET}/${FOLDER}`,
    `s3:ListBucket on ${BUCKET}`,
  ],
  [`${PREFIX}-flow-log`]: [
    `logs:CreateLogStream, logs:PutLogEvents, logs:DescribeLogStreams on ${FLOW_LOGS}`,
    `logs:CreateLogStream, logs:PutLogEvents, logs:DescribeLogStreams on ${FLOW_LOGS}:*`,
    `logs:DescribeLogGroups on ${ARN}:logs:${HERE}:log-group:*`,
  ],
};

/** Every resource with a wildcard that something is allowed on, and why there is no way without. */
const WILDCARDS: Readonly<Record<string, string>> = {
  "*": "GetAuthorizationToken cannot be limited to one registry; the token opens nothing by itself",
  [`${MLFLOW_LOGS}:*`]: "the streams of the group are named by the tasks",
  [`${PROXY_LOGS}:*`]: "the streams of the group are named by the tasks",
  [`${FLOW_LOGS}:*`]: "the streams of the group are named by the network interfaces",
  [`${ARN}:logs:${HERE}:log-group:*`]: "DescribeLogGroups cannot be limited to one group",
  [`${BUCKET}/${FOLDER}`]: "the artifacts below the folder are named by MLflow",
};

/** For whom each service may act with our roles, and what uses them. */
const SERVICES: Readonly<Record<string, { readonly source: string; readonly users: readonly string[] }>> = {
  "ecs-tasks.amazonaws.com": { source: `${ARN}:ecs:${HERE}:*`, users: ["aws_ecs_task_definition"] },
  "vpc-flow-logs.amazonaws.com": { source: `${ARN}:ec2:${HERE}:vpc-flow-log/*`, users: ["aws_flow_log"] },
};

describe("the roles", () => {
  it("have their permissions from inline policies alone: nothing managed, no user, no other kind of grant", () => {
    const types = Object.keys(stack.section("resource")).filter((type) => type.startsWith("aws_iam_"));
    expect(types.sort()).toEqual(["aws_iam_role", "aws_iam_role_policy"]);
    for (const { attributes } of stack.resources("aws_iam_role")) {
      expect(Object.keys(withoutNotes(attributes)).sort()).toEqual([
        "assume_role_policy",
        "description",
        "name",
        "path",
        "permissions_boundary",
      ]);
      expect(attributes).toMatchObject({
        path: "${var.iam_role_path}",
        permissions_boundary: '${(var.iam_permissions_boundary_arn == "" ? null : var.iam_permissions_boundary_arn)}',
      });
    }
  });

  it("may do exactly what the table says", () => {
    const actual = stack.resources("aws_iam_role").map(({ address, attributes }): [string, string[]] => {
      const own = grants.filter(({ block }) => target(block.attributes.role) === address);
      return [text(attributes.name), own.flatMap(sentences).sort()];
    });
    expect(Object.fromEntries(actual)).toEqual(PERMISSIONS);
  });

  it("are described in characters that IAM takes", () => {
    for (const { attributes } of stack.resources("aws_iam_role")) {
      expect(attributes.description).toMatch(/^[\t\n\x20-\x7e\xa1-\xff]{1,1000}$/);
    }
  });

  it("stay within the sizes that IAM takes even with long names", () => {
    for (const { block, attribute } of all) {
      const limit = attribute === "assume_role_policy" ? 2048 : 10240;
      expect(text(block.attributes[attribute]).length).toBeLessThan(limit);
    }
  });
});

describe("whoever assumes a role", () => {
  it.each(trust)("is one AWS service, acting for this account and region: $where", ({ body, block }) => {
    const service = text(object(body.Principal).Service);
    expect(body).toEqual({
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: {
          "aws:SourceAccount": "${data.aws_caller_identity.account_caller-identity_8116C870.account_id}",
        },
        ArnLike: { "aws:SourceArn": SERVICES[service]?.source ?? "a service of the table" },
      },
    });
    const users = stack
      .resources()
      .filter(({ attributes }) => strings(attributes).includes(`\${${block.address}.arn}`));
    expect(users.map(({ type }) => type)).toEqual(SERVICES[service]?.users);
  });

  it("is named in a trust policy of every role", () => {
    expect(trust.map(({ block }) => block.address)).toEqual(
      stack.resources("aws_iam_role").map(({ address }) => address),
    );
  });
});

describe("policies", () => {
  it("are of the one version in which variables and conditions mean what they say", () => {
    const documents = stack
      .resources()
      .map(decoded)
      .flatMap(({ attributes }) => [attributes.policy, attributes.assume_role_policy]);
    const versions = documents.filter((document) => document !== undefined).map((document) => object(document).Version);
    expect(versions).toHaveLength(9);
    expect(new Set(versions)).toEqual(new Set(["2012-10-17"]));
  });

  it("allow nothing by a wildcard in an action, nor by what they leave out", () => {
    const wild = all.filter(({ actions }) => actions.some((action) => action.includes("*")));
    expect(wild).toEqual(bucketDenies);
    const inverted = all.filter(({ body }) => "NotAction" in body || "NotResource" in body || "NotPrincipal" in body);
    expect(inverted).toEqual([]);
    const kinds = all.map(({ body }) => body.Effect);
    expect(new Set(kinds)).toEqual(new Set(["Allow", "Deny"]));
  });

  it("name everybody only to refuse them: whoever asks for artifacts without TLS 1.2", () => {
    const everybody = all.filter(({ body }) => strings(body.Principal).some((principal) => principal.includes("*")));
    expect(everybody).toEqual(bucketDenies);
    const everything = [BUCKET, `${BUCKET}/*`];
    expect(bucketDenies.map(({ body }) => body)).toEqual([
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "RefuseOldTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
    ]);
  });

  it("allow everything as a resource to the one action that cannot be limited, and it only where an image is private", () => {
    const unlimited = grants.filter(({ resources }) => resources.includes("*"));
    expect(unlimited.map(({ actions }) => actions)).toEqual([["ecr:GetAuthorizationToken"]]);
    const conditional = stack.resources("aws_iam_role_policy").filter(({ attributes }) => "count" in attributes);
    expect(conditional.map(({ address }) => address)).toEqual(unlimited.map(({ block }) => block.address));
    const repositories = REPOSITORIES.slice(2, -1);
    expect(conditional.map(({ attributes }) => attributes.count)).toEqual([
      `\${(length(${repositories}) > 0 ? 1 : 0)}`,
    ]);
  });

  it("allow a wildcard in a resource only where the table says why", () => {
    const used = grants.flatMap(({ resources }) => resources).filter((resource) => resource.includes("*"));
    expect([...new Set(used)].sort()).toEqual(Object.keys(WILDCARDS).sort());
  });

  it("name a resource in every grant, by an attribute of a block or in the partition of the account", () => {
    for (const { resources, where } of grants) {
      expect({ where, resources: resources.length }).not.toEqual({ where, resources: 0 });
      for (const resource of resources.filter((name) => name !== "*" && name !== REPOSITORIES))
        expect(resource).toMatch(/^\$\{aws_|^\$\{data\.aws_secretsmanager|^arn:\$\{data\.aws_partition\./);
    }
    // Variables only check what an ARN looks like.
    const { variable, ...rest } = stack.root;
    expect(variable).toBeDefined();
    expect(JSON.stringify(rest)).not.toMatch(/arn:aws/);
  });

  it("list the bucket below the folder of the artifacts only", () => {
    const [listing, ...others] = grants.filter(({ actions }) => actions.includes("s3:ListBucket"));
    expect(others).toEqual([]);
    expect(listing?.body).toMatchObject({
      Resource: BUCKET,
      Condition: { StringLike: { "s3:prefix": FOLDER } },
    });
  });
});

/** Each resource with the actions on it. How many secrets there are is enough here. */
function sentences({ actions, resources }: Statement): string[] {
  if (actions.join() !== "secretsmanager:GetSecretValue")
    return resources.map((resource) => `${actions.join(", ")} on ${resource}`);
  return [`${actions.join(", ")} on ${resources.length === 5 ? "five" : resources.length} secrets`];
}
