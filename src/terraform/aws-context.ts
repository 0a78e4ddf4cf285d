import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { Construct } from "constructs";

/** Where Terraform runs: account, region and partition, read from the credentials and never written down. */
export class AwsContext extends Construct {
  /** Account id, 12 digits. */
  readonly accountId: string;
  /** Region name, for example `eu-west-1`. */
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.accountId = new DataAwsCallerIdentity(this, "caller-identity").accountId;
    // `.id`, never `.name`: renamed to `region` in provider 6.
    this.region = new DataAwsRegion(this, "region").id;
    this.partition = new DataAwsPartition(this, "partition").partition;
  }

  /** Complete ARN of something of this account and region: `arn("ecs", "*")` is any ECS resource here. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }
}
