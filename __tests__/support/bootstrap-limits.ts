import { Limit } from "./container-limits";
import { isKeyArn } from "./given-limits";
import { text } from "./stack-json";

/** AWS, "General purpose bucket naming rules", without the dot, which breaks TLS. */
const bucketName: Limit = (value) => {
  const name = text(value);
  const reserved = ["-s3alias", "--ol-s3", "--x-s3", "--table-s3"].some((suffix) => name.endsWith(suffix));
  return (
    /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name) && !reserved && isInItsNamespace(name)
  );
};

/** AWS, "Namespaces for general purpose buckets": NAME-ACCOUNT-REGION-an, and no other name ends so. */
function isInItsNamespace(name: string): boolean {
  return !name.endsWith("-an") || /-\d{12}-[a-z]{2,4}(-[a-z]+)+-\d{1,2}-an$/.test(name);
}

/** Secrets Manager takes 64 KiB. The identity provider takes no space and no newline. */
const secretValue: Limit = (value) => /^[!-~]*$/.test(text(value)) && Buffer.byteLength(text(value)) <= 65_536;

/** What Terraform stores as an integer. */
const version: Limit = (value) => Number.isInteger(Number(value)) && Number(value) >= 0 && Number(value) < 2 ** 31;

/** Words that a shell takes for nothing but themselves. */
const shellExports: Limit = (value) =>
  text(value)
    .split("\n")
    .every((line) => /^export( TF_[A-Za-z_]+=[A-Za-z0-9/_+=.@:-]*)+$/.test(line));

/** One command, whose arguments a shell takes for nothing but themselves. */
const initCommand: Limit = (value) =>
  /^terraform -chdir=cdktf\.out\/stacks\/mlflow init( -backend-config=[a-z_]+=[A-Za-z0-9/_+=.@:-]*)+$/.test(
    text(value),
  );

/** One line for each secret that is set by hand; none once Terraform sets them. */
const putCommands: Limit = (value, { oauth2_client_version: given }) => {
  if (Number(given) > 0) return value === "";
  const line =
    /^printf %s "\$OAUTH2_CLIENT_(ID|SECRET)" \| aws secretsmanager put-secret-value --secret-id=[A-Za-z0-9/_+=.@-]{1,512} --secret-string file:\/\/\/dev\/stdin$/;
  return text(value)
    .split("\n")
    .every((command) => line.test(command));
};

/** Limits of what the bootstrap stack makes. */
export const BOOTSTRAP_LIMITS: Readonly<Record<string, Limit>> = {
  "aws_dynamodb_table.name": (value) => /^[A-Za-z0-9_.-]{3,255}$/.test(text(value)),
  "aws_dynamodb_table.server_side_encryption.kms_key_arn": isKeyArn,
  "aws_s3_bucket.bucket": bucketName,
  "aws_s3_bucket_server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.kms_master_key_id":
    isKeyArn,
  "aws_secretsmanager_secret.kms_key_id": isKeyArn,
  "aws_secretsmanager_secret.name": (value) => /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(text(value)),
  "aws_secretsmanager_secret_version.count": (value, { oauth2_client_version: given }) =>
    Number(value) === (Number(given) > 0 ? 1 : 0),
  "aws_secretsmanager_secret_version.secret_string_wo": secretValue,
  "aws_secretsmanager_secret_version.secret_string_wo_version": version,
  "output.environment.value": shellExports,
  "output.init_command.value": initCommand,
  "output.put_client_commands.value": putCommands,
};
