import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { LogGroup } from "../operations/log-group";
import { EncryptionKey } from "../secrets/encryption-key";
import { ContainerDefinition, secretArns } from "./container-definition";
import { PrivateRepositories } from "./private-images";
import { RoleSettings, ServiceRole } from "./service-role";

/** What ECS needs to start a task, beside the containers themselves. */
export interface TaskStart {
  readonly containers: readonly ContainerDefinition[];
  readonly logGroups: readonly LogGroup[];
  readonly privateRepositories: PrivateRepositories;
  /** Under which the secrets may lie. `undefined`: AWS's own, which needs no permission. */
  readonly encryptionKey: EncryptionKey | undefined;
}

/** The role with which ECS starts the task, and the one that its containers have while they run. */
export class TaskRoles extends Construct {
  /** Pulls, reads secrets, writes logs; no container can use it. */
  readonly execution: ServiceRole;
  /** What the containers themselves may do. */
  readonly task: ServiceRole;

  constructor(scope: Construct, id: string, settings: RoleSettings) {
    super(scope, id);
    const role = (kind: string, description: string): ServiceRole =>
      new ServiceRole(this, kind, {
        kind: `ecs-${kind}`,
        description,
        service: "ecs-tasks.amazonaws.com",
        // Any ECS resource of the account and region: AWS advises against naming one cluster.
        sourceArn: settings.aws.arn("ecs", "*"),
        settings,
      });
    this.execution = role("execution", "Starts the MLflow tasks: secrets and logs");
    this.task = role("task", "The running MLflow tasks: artifacts");
  }

  /** Lets ECS read exactly the secrets that the containers name, write to their log groups, and pull their images. */
  allowStart({ containers, logGroups, privateRepositories, encryptionKey }: TaskStart): void {
    this.execution.allow("secrets", [
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArns(containers) },
      ...(encryptionKey === undefined ? [] : [encryptionKey.use("secretsmanager", ["kms:Decrypt"])]),
    ]);
    this.execution.allow("logs", [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: logGroups.map((group) => `${group.arn}:*`),
      },
    ]);
    this.execution.allow(
      "images",
      [
        // A token for the registries of the account and region: it cannot be limited, and opens nothing by itself.
        { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        {
          Effect: "Allow",
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: privateRepositories.arns,
        },
      ],
      privateRepositories.exist,
    );
  }

  get policies(): readonly IamRolePolicy[] {
    return [...this.execution.policies, ...this.task.policies];
  }
}
