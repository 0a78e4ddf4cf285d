import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { conditional, Fn, IResolvable, ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { RoleSettings } from "../ecs/service-role";
import { LogSettings } from "../operations/log-group";
import { suppress } from "../terraform/suppress";
import { FlowLog } from "./flow-log";
import { Nat, NatGateways } from "./nat";
import { Network, TaskPlacement } from "./network";
import { SubnetTier, SubnetTierProps } from "./subnet-tier";

export interface VpcProps {
  readonly name: string;
  /** Ids of availability zones that get no subnet. */
  readonly excludeZoneIds: string[];
  readonly logs: LogSettings;
  /** The way out of the private subnets. `undefined`: there is none, and tasks get public addresses. */
  readonly natGateways: NatGateways | undefined;
  readonly roles: RoleSettings;
}

/** The article's addresses: 10.1.0.0/16, one /24 a zone and tier. */
const ADDRESSES = {
  vpc: "10.1.0.0/16",
  public: ["10.1.11.0/24", "10.1.12.0/24"],
  private: ["10.1.1.0/24", "10.1.2.0/24"],
  database: ["10.1.201.0/24", "10.1.202.0/24"],
} as const;

/**
 * An IPv4 network of its own over two availability zones.
 * `public` has a route to the internet; `private` one through NAT gateways or none; `database` none.
 */
export class Vpc extends Construct implements Network {
  readonly resource: AwsVpc;
  readonly subnetGroupSuffix = "rds";
  readonly publicSubnets: SubnetTier;
  readonly privateSubnets: SubnetTier;
  readonly databaseSubnets: SubnetTier;
  readonly internetAccess: readonly ITerraformDependable[];
  readonly tasks: TaskPlacement;

  constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    this.resource = new AwsVpc(this, "Default", {
      cidrBlock: ADDRESSES.vpc,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: props.name },
    });
    // A default group without rules: what is started without a group of its own talks to nobody.
    new DefaultSecurityGroup(this, "default-security-group", { vpcId: this.resource.id });

    const [zoneA, zoneB] = this.twoZones(props.excludeZoneIds);
    const tier = (
      name: string,
      [cidrA, cidrB]: readonly [string, string],
      options: Pick<SubnetTierProps, "routeTablePerZone"> = {},
    ): SubnetTier =>
      new SubnetTier(this, name, {
        ...options,
        name: `${props.name}-${name}`,
        vpcId: this.resource.id,
        places: [
          { letter: "a", zone: zoneA, cidr: cidrA },
          { letter: "b", zone: zoneB, cidr: cidrB },
        ],
      });
    this.publicSubnets = tier("public", ADDRESSES.public);
    this.privateSubnets = tier("private", ADDRESSES.private, {
      routeTablePerZone: props.natGateways === "one-per-zone",
    });
    this.databaseSubnets = tier("database", ADDRESSES.database);

    this.internetAccess = this.openToInternet(props.name);
    this.tasks = this.placeTasks(props);
    this.addS3Endpoint(props);
    new FlowLog(this, "flow-log", { ...props, vpcId: this.resource.id });
  }

  get id(): string {
    return this.resource.id;
  }

  get databaseSubnetIds(): string[] {
    return this.databaseSubnets.ids;
  }

  loadBalancerSubnetIds(internal: IResolvable): string[] {
    return Token.asList(conditional(internal, this.privateSubnets.ids, this.publicSubnets.ids));
  }

  private twoZones(excludeZoneIds: string[]): readonly [string, string] {
    const zones = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      excludeZoneIds,
      // Leaves out Local Zones and Wavelength Zones, where neither Fargate nor Aurora runs.
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.names) >= 2}",
            errorMessage: "Fewer than two availability zones are left in this region. Shorten exclude_zone_ids.",
          },
        ],
      },
    });
    suppress(
      zones,
      "CKV_AWS_394",
      "Names of zones here would tie the JSON to one region. Of the zones that need no opt-in the first two are used, and exclude_zone_ids keeps a new one out.",
    );
    const nth = (index: number): string => Token.asString(Fn.element(zones.names, index));
    return [nth(0), nth(1)];
  }

  private openToInternet(name: string): readonly ITerraformDependable[] {
    const gateway = new InternetGateway(this, "internet-gateway", { vpcId: this.resource.id, tags: { Name: name } });
    const route = new Route(this, "internet-route", {
      routeTableId: this.publicSubnets.routeTable.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    return [gateway, route, ...this.publicSubnets.associations];
  }

  private placeTasks({ name, natGateways }: VpcProps): TaskPlacement {
    const { publicSubnets, privateSubnets, internetAccess } = this;
    if (natGateways === undefined) return { subnetIds: publicSubnets.ids, publicAddress: true, internetAccess };
    const nat = new Nat(this, "nat", { name, publicSubnets, privateSubnets, internetAccess });
    const wayOut = [...nat.routes, ...privateSubnets.associations];
    return { subnetIds: privateSubnets.ids, publicAddress: false, internetAccess: wayOut };
  }

  /** Artifacts reach S3 without leaving AWS's network and without paying for it. */
  private addS3Endpoint(props: VpcProps): void {
    new VpcEndpoint(this, "s3-endpoint", {
      vpcId: this.resource.id,
      serviceName: `com.amazonaws.${props.roles.aws.region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: [this.publicSubnets, this.privateSubnets].flatMap(({ routeTables }) =>
        routeTables.map((routeTable) => routeTable.id),
      ),
      tags: { Name: `${props.name}-s3` },
    });
  }
}
