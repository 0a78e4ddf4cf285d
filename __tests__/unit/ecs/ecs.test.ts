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
import { FARGATE_RANGES } from "../../support/fargate";
import { ACCOUNT, LOGS, PARTITION, REGION, roleSettings } from "../../support/parts";
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
  test.each(Object.entries(FARGATE_RANGES))(
    "with %s CPU units are those that AWS offers",
    (cpu, [first, last, step]) => {
      const sizes: number[] = [];
      for (let size = first; size <= last; size += step) sizes.push(size);
      expect(FARGATE_MEMORY_MIB[Number(cpu)]).toEqual(sizes);
    },
  );

  test.each([
    [256, [512, 1024, 2048]],
    [32768, [61440, 122880, 249856]],
  ])("with %i CPU units follow no step", (cpu, sizes) => {
    expect(FARGATE_MEMORY_MIB[cpu]).toEqual(sizes);
  });

  test("are listed for all eight numbers of CPU units and no other", () => {
    expect(Object.keys(FARGATE_MEMORY_MIB)).toEqual(["256", ...Object.keys(FARGATE_RANGES), "32768"]);
  });
});

describe("a service role", () => {
  const role = (build: (role: ServiceRole) => void = () => undefined): StackJson =>
    synthesizePart((stack) => {
      const settings = roleSettings(stack);
      build(
        new ServiceRole(stack, "role", {
          kind: "worker",
          description: "Does something",
          service: "ecs-tasks.amazonaws.com",
          sourceArn: settings.aws.arn("ecs", "*"),
          settings,
        }),
      );
    });

  test("has the region in its name, because an account has one list of roles for all regions, and bears what the account demands", () => {
    const { assume_role_policy: trust, ...attributes } = role().only("aws_iam_role").attributes;
    expect(trust).toBeDefined();
    expect(attributes).toEqual({
      name: `demo-\${${REGION.slice(1, -1)}}-worker`,
      path: "/ml/",
      permissions_boundary: "arn:boundary",
      description: "Does something",
    });
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
  const roles = new TaskRoles(stack, "roles", roleSettings(stack));
  const group = new LogGroup(stack, "logs", { name: "/aws/ecs/mlflow/demo", ...LOGS });
  const valueFrom = `${ARN}:one-AbCdEf`;
  roles.allowStart({
    containers: [container({ name: "A", valueFrom }), container({ name: "B", valueFrom: secretKey(valueFrom, "K") })],
    logGroups: [group],
    privateRepositories: { arns: ["arn:repository"], exist: "var.private" },
    encryptionKey: undefined,
  });
  const json = synthesized(stack);
  const policy = (name: string): Block | undefined =>
    json.resources("aws_iam_role_policy").find(({ attributes }) => attributes.name === name);

  test("are two, because what starts a task must be out of reach of what runs in it", () => {
    const names = json.resources("aws_iam_role").map(({ attributes }) => attributes.name);
    const region = REGION.slice(1, -1);
    expect(names).toEqual([`demo-\${${region}}-ecs-execution`, `demo-\${${region}}-ecs-task`]);
    expect(roles.task.policies).toHaveLength(0);
    expect(roles.policies.map(({ node }) => node.path)).toEqual(
      ["secrets", "logs", "images"].map((purpose) => `${roles.execution.node.path}/${purpose}`),
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

  test("let ECS pull from the private repositories of its images, and from none when there is none", () => {
    expect(policy("images")?.attributes.count).toBe("${(var.private ? 1 : 0)}");
    expect(statements(policy("images")?.attributes.policy)).toEqual([
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: ["arn:repository"],
      },
    ]);
  });
});
