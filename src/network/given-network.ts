import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Construct } from "constructs";
import { nameAfterVariable } from "../terraform/lookup";
import { GivenSubnets, RouteRule } from "./given-subnets";
import { Network, TaskPlacement } from "./network";

/** What the variables name. */
export interface GivenNetworkIds {
  readonly vpcId: string;
  readonly loadBalancerSubnetIds: string[];
  readonly taskSubnetIds: string[];
  /** `undefined`: the stack has no database of its own. */
  readonly databaseSubnetIds: string[] | undefined;
}

export interface GivenNetworkProps extends GivenNetworkIds {
  /** true: each task has a public address, so its subnet needs a route to an internet gateway. */
  readonly tasksHavePublicAddress: boolean;
}

const PUBLIC: RouteRule = {
  leadsTo: "internet-gateway",
  unless: "var.load_balancer_is_internal",
  error:
    "has no default route to an internet gateway, so nobody on the internet would reach the load balancer. Give public subnets, or set load_balancer_is_internal = true.",
};
const PUBLIC_TASKS: RouteRule = {
  leadsTo: "internet-gateway",
  error:
    'has no default route to an internet gateway, which the public addresses of the tasks need. Give public subnets, or choose profile: "production", whose tasks have private addresses.',
};
const PRIVATE_TASKS: RouteRule = {
  leadsTo: "elsewhere",
  error:
    "has no default route that a task with a private address could use. Give subnets whose default route leads to a NAT gateway, a transit gateway or the like.",
};

/**
 * A VPC that exists before the stack. Nothing in it is changed: its routes, endpoints, flow log and default security
 * group are its owner's. What does not fit is refused at plan.
 */
export class GivenNetwork extends Construct implements Network {
  readonly id: string;
  readonly subnetGroupSuffix: string;
  readonly tasks: TaskPlacement;
  readonly databaseSubnetIds: string[];
  readonly internetAccess = [];
  private readonly loadBalancer: GivenSubnets;

  constructor(scope: Construct, id: string, props: GivenNetworkProps) {
    super(scope, id);
    this.subnetGroupSuffix = props.vpcId;
    const tier = (name: string, variable: string, ids: string[]): GivenSubnets =>
      new GivenSubnets(this, name, { vpcId: props.vpcId, variable, ids });
    this.loadBalancer = tier("load-balancer", "load_balancer_subnet_ids", props.loadBalancerSubnetIds);
    const tasks = tier("tasks", "task_subnet_ids", props.taskSubnetIds);
    const database =
      props.databaseSubnetIds === undefined ? [] : [tier("database", "database_subnet_ids", props.databaseSubnetIds)];

    const vpc = new DataAwsVpc(this, "Default", {
      id: props.vpcId,
      lifecycle: {
        precondition: [
          // AWS takes one subnet a zone for a load balancer.
          {
            condition: `\${length(distinct(${this.loadBalancer.zones})) == length(var.load_balancer_subnet_ids)}`,
            errorMessage:
              "load_balancer_subnet_ids names two subnets in one availability zone. Give one subnet a zone, in at least two zones.",
          },
          spread(tasks, "task_subnet_ids"),
          ...database.map((subnets) => spread(subnets, "database_subnet_ids")),
        ],
        postcondition: [
          {
            condition: "${self.enable_dns_support}",
            errorMessage:
              "The VPC of vpc_id has DNS support switched off, so tasks would find neither database nor images. Switch it on (enableDnsSupport).",
          },
        ],
      },
    });
    nameAfterVariable(vpc, "vpc_id");
    this.id = vpc.id;
    const mainRouteTableId = `${vpc.fqn}.main_route_table_id`;
    this.loadBalancer.demandRoute(PUBLIC, mainRouteTableId);
    tasks.demandRoute(props.tasksHavePublicAddress ? PUBLIC_TASKS : PRIVATE_TASKS, mainRouteTableId);
    this.tasks = { subnetIds: tasks.ids, publicAddress: props.tasksHavePublicAddress, internetAccess: [] };
    this.databaseSubnetIds = database.flatMap(({ ids }) => ids);
  }

  loadBalancerSubnetIds(): string[] {
    return this.loadBalancer.ids;
  }
}

function spread(subnets: GivenSubnets, variable: string): { condition: string; errorMessage: string } {
  return {
    condition: `\${length(distinct(${subnets.zones})) >= 2}`,
    errorMessage: `${variable} names subnets of one availability zone. Give subnets in at least two.`,
  };
}
