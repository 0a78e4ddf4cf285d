import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";

export interface SubnetTierProps {
  readonly name: string;
  readonly vpcId: string;
  readonly places: readonly SubnetPlace[];
}

/** One subnet of a tier. */
export interface SubnetPlace {
  /** Construct id and end of the name. */
  readonly letter: "a" | "b";
  /** Name of the availability zone. */
  readonly zone: string;
  readonly cidr: string;
}

/** One subnet a zone, with a route table of their own that leads nowhere but into the VPC. */
export class SubnetTier extends Construct {
  readonly routeTable: RouteTable;
  readonly subnets: Subnet[] = [];
  readonly associations: RouteTableAssociation[] = [];

  constructor(scope: Construct, id: string, props: SubnetTierProps) {
    super(scope, id);
    this.routeTable = new RouteTable(this, "route-table", { vpcId: props.vpcId, tags: { Name: props.name } });
    for (const { letter, zone, cidr } of props.places) {
      const subnet = new Subnet(this, letter, {
        vpcId: props.vpcId,
        availabilityZone: zone,
        cidrBlock: cidr,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${props.name}-${letter}` },
      });
      this.subnets.push(subnet);
      this.associations.push(
        new RouteTableAssociation(this, `route-${letter}`, {
          subnetId: subnet.id,
          routeTableId: this.routeTable.id,
        }),
      );
    }
  }

  get ids(): string[] {
    return this.subnets.map((subnet) => subnet.id);
  }
}
