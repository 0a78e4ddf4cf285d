import { override, PlantedEdit, Rewrite } from "./planted-edit";
import { containers, TASK_DEFINITION } from "./planted-task-definition";

const PROXY_IMAGE = "quay.io/oauth2-proxy/oauth2-proxy:v7.15.5";
const DOMAINS = '{"name":"OAUTH2_PROXY_EMAIL_DOMAINS"';

/** As hardened as the others. */
const HELPER = {
  name: "helper",
  image: "docker.io/somebody/helper:latest",
  essential: false,
  readonlyRootFilesystem: true,
  linuxParameters: { capabilities: { drop: ["ALL"] } },
} as const;

/** Edits of images and containers. */
export const PLANTED_CONTAINERS: readonly PlantedEdit[] = [
  {
    name: "containers-changed",
    title: "Another role, secret and program, and a container more",
    code: override({ [`${TASK_DEFINITION}.task_role_arn`]: "arn:aws:iam::123456789012:role/admin" }),
    json: [
      containers('[{"name":"migration"', `[${JSON.stringify(HELPER)},{"name":"migration"`),
      containers('exec mlflow server"', 'curl https://collector.example.net; exec mlflow server"'),
      containers(
        '"valueFrom":${jsonencode(tostring(data.aws_secretsmanager_secret.secret_prefix_oauth2-cookie-secret.arn))}',
        '"valueFrom":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCdEf"',
      ),
    ],
  },
  {
    name: "containers-weakened",
    title: "Containers without hardening, with MLflow and secrets in the open",
    json: [
      containers('"readonlyRootFilesystem":true', '"readonlyRootFilesystem":false,"privileged":true,"user":"root"'),
      containers('"drop":["ALL"]', '"add":["SYS_PTRACE"]'),
      containers('"name":"MLFLOW_HOST","value":"127.0.0.1"', '"name":"MLFLOW_HOST","value":"0.0.0.0"'),
      containers(
        '"name":"MLFLOW_SERVER_ALLOWED_HOSTS","value":${jsonencode(join("",[var.dns_record_name,".",var.domain]))}',
        '"name":"MLFLOW_SERVER_ALLOWED_HOSTS","value":"*"',
      ),
      proxySetting("OAUTH2_PROXY_CLIENT_SECRET", "planted-value"),
      proxySetting("API_TOKEN", "planted-value"),
      containers(
        '"awslogs-group":${jsonencode(tostring(aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59.name))}',
        '"awslogs-group":"/somewhere/else"',
      ),
    ],
  },
  {
    name: "exec-enabled",
    title: "Shells in the running tasks",
    code: override({ "aws_ecs_service.service.enable_execute_command": true }),
  },
  {
    name: "images-exchanged",
    title: "MLflow from somebody else, oauth2-proxy changed under its tag",
    variables: {
      oauth2_proxy_image: `${PROXY_IMAGE}@sha256:${"2".repeat(64)}`,
      mlflow_image: "docker.io/somebody/mlflow:v3.16.1-full",
    },
  },
  {
    name: "mlflow-down",
    title: "An earlier minor version of MLflow",
    variables: { mlflow_image: "ghcr.io/mlflow/mlflow:v3.15.0-full" },
  },
];

function proxySetting(name: string, value: string): Rewrite {
  return containers(DOMAINS, `${JSON.stringify({ name, value })},${DOMAINS}`);
}
