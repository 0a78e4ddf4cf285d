const NAT = "NAT gateways and their addresses, of the production profile";
const MOVED = "tasks in other subnets: another profile";
const REPLACED = "a replacement: another load_balancer_is_internal, redirectHttp or iam_role_path";
const ISSUED = 'certificate: "issued"';
const RESTORED = 'database: "restored"';
const ALARMS = "AWS asks for it behind PutScalingPolicy, and the emulator does not: target tracking works by alarms";

/**
 * Actions that the policies allow and no call of the test asks for, each with the shape or the change that does. They were
 * asked for when those were applied, unless the words say otherwise.
 */
export const UNASKED: Readonly<Record<string, string>> = {
  "acm:AddTagsToCertificate": ISSUED,
  "acm:DeleteCertificate": ISSUED,
  "acm:RequestCertificate": ISSUED,
  "cloudwatch:DeleteAlarms": ALARMS,
  "cloudwatch:DescribeAlarms": ALARMS,
  "cloudwatch:PutMetricAlarm": ALARMS,
  "ec2:AllocateAddress": NAT,
  "ec2:CreateNatGateway": NAT,
  "ec2:DeleteFlowLogs": REPLACED,
  "ec2:DeleteNatGateway": NAT,
  "ec2:DeleteRoute": MOVED,
  "ec2:DeleteRouteTable": MOVED,
  "ec2:DescribeAddresses": NAT,
  "ec2:DescribeAddressesAttribute": NAT,
  "ec2:DescribeNatGateways": NAT,
  "ec2:DescribeNetworkInterfaces": REPLACED,
  "ec2:DisassociateAddress": NAT,
  "ec2:DisassociateRouteTable": MOVED,
  "ec2:ModifyVpcEndpoint": MOVED,
  "ec2:ReleaseAddress": NAT,
  "ec2:ReplaceRouteTableAssociation": MOVED,
  "ecs:UpdateCluster": "Container Insights, of the production profile",
  "elasticloadbalancing:DeleteListener": REPLACED,
  "elasticloadbalancing:DeleteLoadBalancer": REPLACED,
  "elasticloadbalancing:DeleteRule": REPLACED,
  "elasticloadbalancing:ModifyListener": "another certificate; not applied",
  "elasticloadbalancing:ModifyRule": "another host name; not applied",
  "iam:DeleteRole": REPLACED,
  "iam:DeleteRolePolicy": REPLACED,
  "iam:ListInstanceProfilesForRole": REPLACED,
  "iam:PutRolePermissionsBoundary": "a stack that was made without the boundary; not applied",
  "rds:DeleteDBInstance": "the economy profile after the production profile",
  "rds:DescribeDBClusterSnapshots": RESTORED,
  "rds:ModifyDBInstance": "AWS's reference names it behind ModifyDBCluster, and the emulator does not ask",
  "rds:RestoreDBClusterFromSnapshot": RESTORED,
};
