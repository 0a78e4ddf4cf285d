import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";

/** The retentions that CloudWatch Logs offers, in days. Source: AWS, PutRetentionPolicy. */
export const LOG_RETENTION_IN_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export interface LogGroupProps {
  readonly name: string;
  /** One of LOG_RETENTION_IN_DAYS. */
  readonly retentionInDays: number;
}

/** A log group of CloudWatch Logs, encrypted with AWS's own key. */
export class LogGroup extends Construct {
  readonly resource: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    this.resource = new CloudwatchLogGroup(this, "Default", {
      name: props.name,
      retentionInDays: props.retentionInDays,
    });
  }

  get name(): string {
    return this.resource.name;
  }

  get arn(): string {
    return this.resource.arn;
  }
}
