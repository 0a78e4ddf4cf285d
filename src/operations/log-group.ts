import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { EncryptionKey } from "../secrets/encryption-key";
import { ENCRYPTED_BY_AWS, suppress } from "../terraform/suppress";

/** The retentions that CloudWatch Logs offers, in days. Source: AWS, PutRetentionPolicy. */
export const LOG_RETENTION_IN_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** What the log groups of one stack share. */
export interface LogSettings {
  /** One of LOG_RETENTION_IN_DAYS. */
  readonly retentionInDays: number;
  /** Its key policy must let CloudWatch Logs use it. `undefined`: CloudWatch's own encryption. */
  readonly encryptionKey: EncryptionKey | undefined;
}

export interface LogGroupProps extends LogSettings {
  readonly name: string;
}

/** An encrypted log group of CloudWatch Logs. */
export class LogGroup extends Construct {
  readonly resource: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    this.resource = new CloudwatchLogGroup(this, "Default", {
      name: props.name,
      retentionInDays: props.retentionInDays,
      ...(props.encryptionKey === undefined ? {} : { kmsKeyId: props.encryptionKey.arn }),
    });
    suppress(
      this.resource,
      "CKV_AWS_338",
      "Kept 30 days by default, because logs name people and storage is billed; service_log_retention_in_days = 365 keeps a year.",
    );
    if (props.encryptionKey === undefined) suppress(this.resource, "CKV_AWS_158", ENCRYPTED_BY_AWS);
  }

  get name(): string {
    return this.resource.name;
  }

  get arn(): string {
    return this.resource.arn;
  }
}
