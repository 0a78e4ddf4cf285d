import {
  awslogs,
  ContainerDefinition,
  ContainerSecret,
  environment,
  hardening,
  secretArns,
  secretKey,
} from "../../../src/ecs/container-definition";
import { FARGATE_MEMORY_MIB } from "../../../src/ecs/fargate-size";
import { ServiceRole } from "../../../src/ecs/service-role";
import { TaskRoles } from "../../../src/ecs/task-roles";
import { LogGroup } from "../../../src/operations/log-group";
import { AwsContext } from "../../../src/terraform/aws-context";
import { embedded, newStack, resolved, statements, synthesized, synthesizePart } from "../../support/small-stack";
import { Block, StackJson, text } from "../../support/stack-json";

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret";

function container(...secrets: readonly ContainerSecret[]): ContainerDefinition {
  return {
    name: "c",
    image: "i:1",
    essential: true,
    secrets,
    ...hardening(),
    logConfiguration: awslogs({ logGroupName: "/logs", region: "eu-west-1", streamPrefix: "ecs" }),
  };
}

describe("the secrets of containers", () => {
  test("are each named once, so that the policy does not grow with the containers that share one", () => {
    const shared = { name: "DB_PASSWORD", valueFrom: `${ARN}:mlflow/store-db-password-AbCdEf` };
    const own = { name: "CLIENT", valueFrom: `${ARN}:mlflow/oauth2-client-id-GhIjKl` };
    expect(secretArns([container(shared), container(shared, own), container()])).toEqual([
      shared.valueFrom,
      own.valueFrom,
    ]);
  });

  test("are named by ARN alone, because IAM knows no keys inside of a secret", () => {
    const arn = `${ARN}:server-keys-20240101-AbCdEf`;
    const keys = ["ONE", "TWO"].map((key) => ({ name: key, valueFrom: secretKey(arn, key) }));
    expect(keys[0]?.valueFrom).toBe(`${arn}:ONE::`);
    expect(secretArns([container(...keys)])).toEqual([arn]);
  });

  test("keep a complete ARN as it is, because a cut one would name another secret", () => {
    const arn = `${ARN}:mlflow/oauth2-client-secret-AbCdEf`;
    expect(secretArns([container({ name: "S", valueFrom: arn })])).toEqual([arn]);
  });

  test("are none for a container without any", () => {
    const { secrets, ...bare } = container();
    expect(secrets).toEqual([]);
    expect(secretArns([bare])).toEqual([]);
  });
});

test("every container has a read-only root, no capability and an init process", () => {
  expect(hardening()).toEqual({
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
  });
});

test("logs name group, region and stream prefix, as Fargate demands, and never stall the server", () => {
  expect(awslogs({ logGroupName: "/aws/ecs/mlflow/a", region: "eu-west-1", streamPrefix: "ecs" })).toEqual({
    logDriver: "awslogs",
    options: {
      "awslogs-group": "/aws/ecs/mlflow/a",
      "awslogs-region": "eu-west-1",
      "awslogs-stream-prefix": "ecs",
      mode: "non-blocking",
      "max-buffer-size": "25m",
    },
  });
});

test("an environment keeps its order, so that a plan shows nothing when nothing changed", () => {
  expect(environment({ B: "2", A: "1", EMPTY: "" })).toEqual([
    { name: "B", value: "2" },
    { name: "A", value: "1" },
    { name: "EMPTY", value: "" },
  ]);
});

describe("the sizes of Fargate tasks", () => {
  // AWS, RegisterTaskDefinition: first and last size in MiB, and the step between two of them.
  const ranges: Readonly<Record<string, readonly [number, number, number]>> = {
    512: [1024, 4096, 1024],
    1024: [2048, 8192, 1024],
    2048: [4096, 16384, 1024],
    4096: [8192, 30720, 1024],
    8192: [16384, 61440, 4096],
    16384: [32768, 122880, 8192],
  };

  test.each(Object.entries(ranges))("with %s CPU units are those that AWS offers", (cpu, [first, last, step]) => {
    const sizes: number[] = [];
    for (let size = first; size <= last; size += step) sizes.push(size);
    expect(FARGATE_MEMORY_MIB[Number(cpu)]).toEqual(sizes);
  });

  test.each([
    [256, [512, 1024, 2048]],
    [32768, [61440, 122880, 249856]],
  ])("with %i CPU units follow no step", (cpu, sizes) => {
    expect(FARGATE_MEMORY_MIB[cpu]).toEqual(sizes);
  });

  test("are listed for all eight numbers of CPU units and no other", () => {
    expect(Object.keys(FARGATE_MEMORY_MIB)).toEqual(["256", ...Object.keys(ranges), "32768"]);
  });
});

/** The references of AwsContext, as `embedded` shows them. */
const [PARTITION, REGION, ACCOUNT] = [
  "<data.aws_partition.account_partition_32ACE770.partition>",
  "<data.aws_region.account_region_154F2A67.id>",
  "<data.aws_caller_identity.account_caller-identity_8116C870.account_id>",
];

describe("a service role", () => {
  const role = (build: (role: ServiceRole, aws: AwsContext) => void = () => undefined): StackJson =>
    synthesizePart((stack) => {
      const aws = new AwsContext(stack, "account");
      build(
        new ServiceRole(stack, "role", {
          name: "a-role",
          description: "Does something",
          service: "ecs-tasks.amazonaws.com",
          sourceArn: aws.arn("ecs", "*"),
          aws,
        }),
        aws,
      );
    });

  test("trusts one service, and only when it acts for this account, because a service acts for others, too", () => {
    expect(statements(role().only("aws_iam_role").attributes.assume_role_policy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": ACCOUNT },
          ArnLike: { "aws:SourceArn": `arn:${PARTITION}:ecs:${REGION}:${ACCOUNT}:*` },
        },
      },
    ]);
  });

  test("may do nothing until it is allowed to", () => {
    expect(role().resources("aws_iam_role_policy")).toEqual([]);
  });

  test("gets one named policy for each purpose, and tells whoever must wait for them", () => {
    const purposes: string[] = [];
    const json = role((made) => {
      made.allow("read", [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:a" }]);
      made.allow("write", [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:a" }]);
      purposes.push(...made.policies.map(({ node }) => node.id));
    });
    expect(purposes).toEqual(["read", "write"]);
    const policies = json.resources("aws_iam_role_policy").map(({ attributes }) => attributes);
    expect(policies.map(({ name }) => name)).toEqual(["read", "write"]);
    expect(policies.map(({ role: attached }) => attached)).toEqual([
      "${aws_iam_role.role.id}",
      "${aws_iam_role.role.id}",
    ]);
    expect(embedded(policies[1]?.policy)).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:a" }],
    });
  });
});

describe("the roles of a task", () => {
  const stack = newStack();
  const aws = new AwsContext(stack, "account");
  const roles = new TaskRoles(stack, "roles", { name: "demo", aws });
  const group = new LogGroup(stack, "logs", { name: "/aws/ecs/mlflow/demo", retentionInDays: 30 });
  const valueFrom = `${ARN}:one-AbCdEf`;
  roles.allowStart(
    [container({ name: "A", valueFrom }), container({ name: "B", valueFrom: secretKey(valueFrom, "K") })],
    [group],
  );
  const json = synthesized(stack);
  const policy = (name: string): Block | undefined =>
    json.resources("aws_iam_role_policy").find(({ attributes }) => attributes.name === name);

  test("are two, because what starts a task must be out of reach of what runs in it", () => {
    const names = json.resources("aws_iam_role").map(({ attributes }) => attributes.name);
    expect(names).toEqual(["demo-ecs-execution", "demo-ecs-task"]);
    expect(roles.task.policies).toHaveLength(0);
    expect(roles.policies.map(({ node }) => node.path)).toEqual(
      ["secrets", "logs"].map((purpose) => `${roles.execution.node.path}/${purpose}`),
    );
  });

  test("let ECS read the secrets that the containers name and no other", () => {
    expect(statements(policy("secrets")?.attributes.policy)).toEqual([
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [valueFrom] },
    ]);
    expect(text(policy("secrets")?.attributes.role)).toBe(resolved(roles.execution.resource.id, stack));
  });

  test("let ECS write to the streams of the tasks' log groups, and create no group", () => {
    expect(statements(policy("logs")?.attributes.policy)).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: ["<aws_cloudwatch_log_group.logs.arn>:*"],
      },
    ]);
  });
});
