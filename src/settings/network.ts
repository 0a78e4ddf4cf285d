import { Construct } from "constructs";
import { NetworkSettings, NetworkSource } from "../network/network";
import { declareVariable, matches, Rule } from "../terraform/variable";

/** The variables of the network that a stack has. */
export function declareNetworkVariables(
  stack: Construct,
  props: { readonly source: NetworkSource; readonly withDatabase: boolean },
): NetworkSettings {
  switch (props.source) {
    case "own":
      return { source: "own", excludeZoneIds: declareExcludedZones(stack) };
    case "given":
      return {
        source: "given",
        vpcId: declareVpcId(stack),
        loadBalancerSubnetIds: declareSubnetIds(stack, "load_balancer_subnet_ids", "the load balancer"),
        taskSubnetIds: declareSubnetIds(stack, "task_subnet_ids", "the tasks"),
        databaseSubnetIds: props.withDatabase
          ? declareSubnetIds(stack, "database_subnet_ids", "the database")
          : undefined,
      };
  }
}

function declareExcludedZones(stack: Construct): string[] {
  return declareVariable(stack, "exclude_zone_ids", {
    type: "list(string)",
    // Zones of old regions without Fargate. Source: AWS, "Supported Regions for Amazon ECS on AWS Fargate".
    default: ["use1-az3", "apne1-az3", "usw1-az2"],
    description:
      "Ids of availability zones to avoid, for example use1-az3. The default names the zones without Fargate.",
    rules: [
      {
        holds: `alltrue([for zone in var.exclude_zone_ids : ${matches("zone", "^[a-z0-9-]+-az[0-9]+$")}])`,
        error:
          "exclude_zone_ids is ${jsonencode(var.exclude_zone_ids)}. Give ids of availability zones, for example use1-az3.",
      },
    ],
  }).listValue;
}

function declareVpcId(stack: Construct): string {
  return declareVariable(stack, "vpc_id", {
    type: "string",
    description: "Id of the existing VPC, for example vpc-0123456789abcdef0.",
    rules: [
      {
        holds: matches("var.vpc_id", "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$"),
        error: "vpc_id is '${var.vpc_id}'. Give the id of a VPC, for example vpc-0123456789abcdef0.",
      },
    ],
  }).stringValue;
}

function declareSubnetIds(stack: Construct, name: string, user: string): string[] {
  return declareVariable(stack, name, {
    type: "list(string)",
    description: `Ids of 2 to 16 subnets of that VPC for ${user}, in at least two availability zones.`,
    rules: subnetRules(name),
  }).listValue;
}

/** 16 is the most that ECS takes for a service. Source: AWS, AwsVpcConfiguration. */
function subnetRules(name: string): Rule[] {
  const ids = `var.${name}`;
  return [
    {
      holds: `alltrue([for subnet in ${ids} : ${matches("subnet", "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$")}])`,
      error: `${name} is \${jsonencode(${ids})}. Give ids of subnets, for example ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"].`,
    },
    {
      holds: `length(distinct(${ids})) == length(${ids}) && length(${ids}) >= 2 && length(${ids}) <= 16`,
      error: `${name} is \${jsonencode(${ids})}. Give 2 to 16 subnets, each once.`,
    },
  ];
}
