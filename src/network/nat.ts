import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { SubnetTier } from "./subnet-tier";

/** One in each zone, or one for both, which is cheaper and a single point of failure. */
export type NatGateways = "one-per-zone" | "shared";

export interface NatProps {
  readonly name: string;
  readonly publicSubnets: SubnetTier;
  /** Get the way out. With one route table a zone each has its own gateway; with one in all they share the first zone's. */
  readonly privateSubnets: SubnetTier;
  /** What a gateway needs to reach the internet. */
  readonly internetAccess: readonly ITerraformDependable[];
}

/** The way out of the private subnets, and no way in: NAT gateways with fixed addresses. */
export class Nat extends Construct {
  readonly routes: Route[] = [];

  constructor(scope: Construct, id: string, props: NatProps) {
    super(scope, id);
    props.privateSubnets.routeTables.forEach((routeTable, index) => {
      const publicSubnet = props.publicSubnets.subnets[index];
      if (publicSubnet === undefined) throw new Error("there are more private route tables than public subnets");
      const letter = publicSubnet.node.id;
      const tags = { Name: `${props.name}-${letter}` };
      const address = new Eip(this, `address-${letter}`, { domain: "vpc", tags, dependsOn: [...props.internetAccess] });
      const gateway = new NatGateway(this, `gateway-${letter}`, {
        allocationId: address.id,
        subnetId: publicSubnet.id,
        tags,
        dependsOn: [...props.internetAccess],
      });
      this.routes.push(
        new Route(this, `route-${letter}`, {
          routeTableId: routeTable.id,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: gateway.id,
        }),
      );
    });
  }
}
