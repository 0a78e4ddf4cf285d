import { TerraformOutput } from "cdktf";
import { tokenStatementOf } from "../auth/aws-token-statement";
import { BearerTokens } from "../auth/bearer-issuer";
import { redirectUrl } from "../auth/oauth2-proxy-container";
import { MlflowVariables } from "../settings/mlflow-variables";
import { ArtifactBucket } from "../storage/artifact-bucket";
import { DatabaseSource } from "../storage/database";
import { toJsonAttribute } from "../terraform/json";
import { TrackingService } from "../tracking/tracking-service";
import type { MlflowStack } from "./mlflow-stack";
import { TaskContainers } from "./task-containers";

export interface OutputSources {
  readonly variables: MlflowVariables;
  readonly database: DatabaseSource;
  readonly bearerTokens: BearerTokens | undefined;
  readonly task: TaskContainers;
  readonly service: TrackingService;
  readonly artifacts: ArtifactBucket;
}

/** What people and scripts need after an apply. */
export function declareOutputs(
  stack: MlflowStack,
  { variables, database, bearerTokens, task, service, artifacts }: OutputSources,
): void {
  const { publicHost } = variables.address;
  const output = (name: string, description: string, value: string): void => {
    new TerraformOutput(stack, name, { description, value });
  };
  const cluster = service.cluster.name;
  const serviceName = service.service.name;
  const logs = (group: string): string => `aws logs tail ${group} --follow`;

  output("mlflow_uri", "Address of MLflow, for browsers and as MLFLOW_TRACKING_URI", `https://${publicHost}`);
  output("oauth2_redirect_uri", "Authorized redirect URI of the OAuth client", redirectUrl(publicHost));
  output("artifact_bucket", "Bucket with the artifacts", artifacts.name);
  output("ecs_cluster", "Name of the ECS cluster", cluster);
  output("ecs_service", "Name of the ECS service", serviceName);
  output("mlflow_log_group", "Logs of MLflow and of the migration", task.mlflowLogs.name);
  output("oauth2_proxy_log_group", "Logs of oauth2-proxy: who signed in, what was refused", task.oauth2ProxyLogs.name);
  output(
    "restart_command",
    "Starts new tasks, for example after a secret was changed",
    `aws ecs update-service --cluster ${cluster} --service ${serviceName} --force-new-deployment`,
  );
  if (database === "given") {
    output("task_security_group", "Security group of the tasks: let it into your database", service.securityGroup.id);
  }
  const statement = bearerTokens && tokenStatementOf(bearerTokens);
  if (statement !== undefined) {
    output(
      "bearer_iam_statement",
      "IAM statement for the policies of roles that ask AWS STS for tokens of this MLflow",
      toJsonAttribute(statement),
    );
  }
  output("mlflow_logs_command", "Follows the logs of MLflow", logs(task.mlflowLogs.name));
  output("oauth2_proxy_logs_command", "Follows the logs of oauth2-proxy", logs(task.oauth2ProxyLogs.name));
}
