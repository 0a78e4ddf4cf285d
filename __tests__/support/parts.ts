import { Construct } from "constructs";
import { RoleSettings } from "../../src/ecs/service-role";
import { LogSettings } from "../../src/operations/log-group";
import { Network } from "../../src/network/network";
import { VariableSources } from "../../src/settings/mlflow-variables";
import { AwsContext } from "../../src/terraform/aws-context";

/** What the roles of a small stack share; the boundary is nobody's default, so that it shows where it arrives. */
export function roleSettings(stack: Construct, aws = new AwsContext(stack, "account")): RoleSettings {
  return { uniqueName: "demo", path: "/ml/", permissionsBoundaryArn: "arn:boundary", aws };
}

/** The references of the AwsContext `account`, as `embedded` shows them. */
export const [PARTITION, REGION, ACCOUNT] = [
  "<data.aws_partition.account_partition_32ACE770.partition>",
  "<data.aws_region.account_region_154F2A67.id>",
  "<data.aws_caller_identity.account_caller-identity_8116C870.account_id>",
];

/** Logs under CloudWatch's own encryption. */
export const LOGS: LogSettings = { retentionInDays: 30, encryptionKey: undefined };

/** A network of which nothing is made. */
export const NETWORK: Network = {
  id: "vpc-1",
  subnetGroupSuffix: "rds",
  tasks: { subnetIds: ["subnet-t1", "subnet-t2"], publicAddress: true, internetAccess: [] },
  databaseSubnetIds: ["subnet-d1", "subnet-d2"],
  internetAccess: [],
  loadBalancerSubnetIds: () => ["subnet-l1", "subnet-l2"],
};

/** The sources of a stack without any choice. */
export const DEFAULT_SOURCES: VariableSources = {
  certificate: "lookup",
  redirectHttp: false,
  network: "own",
  database: "new",
  serverKeys: "new",
  encryptionKey: "aws",
};
