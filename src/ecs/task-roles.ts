import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { LogGroup } from "../operations/log-group";
import { AwsContext } from "../terraform/aws-context";
import { ContainerDefinition, secretArns } from "./container-definition";
import { ServiceRole } from "./service-role";

export interface TaskRolesProps {
  readonly name: string;
  readonly aws: AwsContext;
}

/** The role with which ECS starts the task, and the one that its containers have while they run. */
export class TaskRoles extends Construct {
  /** Pulls, reads secrets, writes logs; no container can use it. */
  readonly execution: ServiceRole;
  /** What the containers themselves may do. */
  readonly task: ServiceRole;

  constructor(scope: Construct, id: string, { name, aws }: TaskRolesProps) {
    super(scope, id);
    const role = (kind: string, description: string): ServiceRole =>
      new ServiceRole(this, kind, {
        name: `${name}-ecs-${kind}`,
        description,
        service: "ecs-tasks.amazonaws.com",
        // Any ECS resource of the account and region: AWS advises against naming one cluster.
        sourceArn: aws.arn("ecs", "*"),
        aws,
      });
    this.execution = role("execution", "Starts the MLflow tasks: secrets and logs");
    this.task = role("task", "The running MLflow tasks: artifacts");
  }

  /** Lets ECS read exactly the secrets that the containers name, and write to their log groups. */
  allowStart(containers: readonly ContainerDefinition[], logGroups: readonly LogGroup[]): void {
    this.execution.allow("secrets", [
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArns(containers) },
    ]);
    this.execution.allow("logs", [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: logGroups.map((group) => `${group.arn}:*`),
      },
    ]);
  }

  get policies(): readonly IamRolePolicy[] {
    return [...this.execution.policies, ...this.task.policies];
  }
}
