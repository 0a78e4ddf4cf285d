import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";

export interface SubnetTierProps {
  readonly name: string;
  readonly vpcId: string;
  readonly places: readonly SubnetPlace[];
  /** true: a route table for each subnet, because their ways out differ. @default false - one for all */
  readonly routeTablePerZone?: boolean;
}

/** One subnet of a tier. */
export interface SubnetPlace {
  /** Construct id and end of the name. */
  readonly letter: "a" | "b";
  /** Name of the availability zone. */
  readonly zone: string;
  readonly cidr: string;
}

/** One subnet a zone, with route tables of their own that lead nowhere but into the VPC. */
export class SubnetTier extends Construct {
  /** One for all subnets, or one for each in their order. */
  readonly routeTables: readonly RouteTable[];
  readonly subnets: Subnet[] = [];
  readonly associations: RouteTableAssociation[] = [];

  constructor(scope: Construct, id: string, props: SubnetTierProps) {
    super(scope, id);
    const { places, routeTablePerZone = false } = props;
    this.routeTables = routeTablePerZone
      ? places.map(({ letter }) => this.addRouteTable(`route-table-${letter}`, `${props.name}-${letter}`, props))
      : [this.addRouteTable("route-table", props.name, props)];
    places.forEach(({ letter, zone, cidr }, index) => {
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
          routeTableId: (this.routeTables[index] ?? this.routeTable).id,
        }),
      );
    });
  }

  /** The first route table, which is the only one unless each zone has its own. */
  get routeTable(): RouteTable {
    const [first] = this.routeTables;
    if (first === undefined) throw new Error("a tier without subnets has no route table");
    return first;
  }

  private addRouteTable(id: string, name: string, { vpcId }: SubnetTierProps): RouteTable {
    return new RouteTable(this, id, { vpcId, tags: { Name: name } });
  }

  get ids(): string[] {
    return this.subnets.map((subnet) => subnet.id);
  }
}
