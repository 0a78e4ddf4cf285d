import { FlowLog as AwsFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import { RoleSettings, ServiceRole } from "../ecs/service-role";
import { LogGroup, LogSettings } from "../operations/log-group";

export interface FlowLogProps {
  readonly name: string;
  readonly vpcId: string;
  readonly logs: LogSettings;
  readonly roles: RoleSettings;
}

/** Who talked to whom, accepted and rejected, in intervals of 600 s (the cheaper of the two that AWS offers). */
export class FlowLog extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogProps) {
    super(scope, id);
    const { aws } = props.roles;
    const logs = new LogGroup(this, "logs", { name: `/aws/vpc/flow-log/${props.name}`, ...props.logs });
    const role = new ServiceRole(this, "role", {
      kind: "flow-log",
      description: "Writes the flow log of the VPC",
      service: "vpc-flow-logs.amazonaws.com",
      sourceArn: aws.arn("ec2", "vpc-flow-log/*"),
      settings: props.roles,
    });
    role.allow("write-logs", [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: [logs.arn, `${logs.arn}:*`],
      },
      // Listing cannot be limited to one group.
      { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: aws.arn("logs", "log-group:*") },
    ]);
    new AwsFlowLog(this, "Default", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      tags: { Name: props.name },
      dependsOn: role.policies,
    });
  }
}
