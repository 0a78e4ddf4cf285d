import { Emulator } from "./emulator";

/** What the stack makes, as [AWS CLI command, query]: nothing of it may be left after a destroy. */
const EVERYTHING: readonly (readonly [string, string])[] = [
  ["ec2 describe-vpcs", "Vpcs[?!IsDefault].VpcId"],
  ["ec2 describe-security-groups", "SecurityGroups[?GroupName!='default'].GroupId"],
  ["ec2 describe-internet-gateways", "InternetGateways[].InternetGatewayId"],
  ["ec2 describe-nat-gateways", "NatGateways[?State!='deleted'].NatGatewayId"],
  ["ec2 describe-addresses", "Addresses[].AllocationId"],
  ["ec2 describe-vpc-endpoints", "VpcEndpoints[?State!='deleted'].VpcEndpointId"],
  ["ec2 describe-flow-logs", "FlowLogs[].FlowLogId"],
  ["elbv2 describe-load-balancers", "LoadBalancers[].LoadBalancerArn"],
  ["elbv2 describe-target-groups", "TargetGroups[].TargetGroupArn"],
  ["ecs describe-clusters --clusters oauth2-mlflow", "clusters[?status=='ACTIVE'].clusterName"],
  ["ecs list-task-definitions --status ACTIVE", "taskDefinitionArns"],
  ["application-autoscaling describe-scalable-targets --service-namespace ecs", "ScalableTargets[].ResourceId"],
  ["rds describe-db-clusters", "DBClusters[].DBClusterIdentifier"],
  ["rds describe-db-instances", "DBInstances[].DBInstanceIdentifier"],
  ["rds describe-db-cluster-snapshots --snapshot-type manual", "DBClusterSnapshots[].DBClusterSnapshotIdentifier"],
  [
    "rds describe-db-cluster-parameter-groups",
    "DBClusterParameterGroups[?contains(DBClusterParameterGroupName, 'mlflow')].DBClusterParameterGroupName",
  ],
  ["rds describe-db-subnet-groups", "DBSubnetGroups[].DBSubnetGroupName"],
  ["s3api list-buckets", "Buckets[?contains(Name, 'artifacts')].Name"],
  ["secretsmanager list-secrets", "SecretList[?contains(Name, 'server-keys')].Name"],
  ["logs describe-log-groups", "logGroups[?contains(logGroupName, 'oauth2-mlflow')].logGroupName"],
  ["iam list-roles", "Roles[?contains(RoleName, 'oauth2-mlflow')].RoleName"],
];

/** Everything of the stack that exists in the account. */
export function leftovers(emulator: Emulator): string[] {
  return EVERYTHING.flatMap(([command, query]) => emulator.aws(command, query));
}
