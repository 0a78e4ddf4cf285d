import { DataAwsRouteTable } from "@cdktf/provider-aws/lib/data-aws-route-table";
import { DataAwsRouteTables } from "@cdktf/provider-aws/lib/data-aws-route-tables";
import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import { expression } from "../terraform/expression";

export interface GivenSubnetsProps {
  readonly vpcId: string;
  /** The variable that names them, for the messages. */
  readonly variable: string;
  readonly ids: string[];
}

/** What the default route of a subnet must be. */
export interface RouteRule {
  /** Where it must lead; `elsewhere` is a NAT gateway, a transit gateway, an appliance. */
  readonly leadsTo: "internet-gateway" | "elsewhere";
  /** Terraform expression: true when the rule does not apply. @default - it always does */
  readonly unless?: string;
  /** What is wrong otherwise, and the fix; follows the subnet's id. */
  readonly error: string;
}

/** Subnets that exist before the stack: looked up, and refused at plan when they do not fit. */
export class GivenSubnets extends Construct {
  readonly ids: string[];
  /** Terraform expression: the zone of each subnet. */
  readonly zones: string;
  private readonly variable: string;

  constructor(scope: Construct, id: string, props: GivenSubnetsProps) {
    super(scope, id);
    const { vpcId, variable, ids } = props;
    this.variable = variable;
    const missing = `setsubtract(var.${variable}, self.ids)`;
    const found = new DataAwsSubnets(this, "Default", {
      filter: [
        { name: "vpc-id", values: [vpcId] },
        { name: "subnet-id", values: ids },
      ],
      lifecycle: {
        postcondition: [
          {
            condition: `\${length(${missing}) == 0}`,
            errorMessage: `${variable} names \${join(", ", ${missing})}, which the VPC \${var.vpc_id} does not have in this region. Give subnets of that VPC, or correct vpc_id.`,
          },
        ],
      },
    });
    this.ids = found.ids;
    const each = new DataAwsSubnet(this, "each", {
      forEach: TerraformIterator.fromList(found.ids),
      id: Token.asString(expression("each.value")),
    });
    this.zones = `[for subnet in ${each.fqn} : subnet.availability_zone]`;
  }

  /** Refuses the plan unless the default route of each subnet is as the rule says. */
  demandRoute({ leadsTo, unless = "false", error }: RouteRule, mainRouteTableId: string): void {
    const subnets = TerraformIterator.fromList(this.ids);
    // A subnet without a table of its own has the VPC's main one.
    const own = new DataAwsRouteTables(this, "route-tables", {
      forEach: subnets,
      filter: [{ name: "association.subnet-id", values: [Token.asString(expression("each.value"))] }],
    });
    const toInternetGateway = 'try(startswith(route.gateway_id, "igw-"), false)';
    const fits = leadsTo === "internet-gateway" ? toInternetGateway : `!${toInternetGateway}`;
    new DataAwsRouteTable(this, "route-table", {
      forEach: subnets,
      routeTableId: Token.asString(expression(`coalesce(one(${own.fqn}[each.key].ids), ${mainRouteTableId})`)),
      lifecycle: {
        postcondition: [
          {
            condition: `\${${unless} || anytrue([for route in self.routes : route.cidr_block == "0.0.0.0/0" && ${fits}])}`,
            errorMessage: `${this.variable}: \${each.key} ${error}`,
          },
        ],
      },
    });
  }
}
