import { IResolvable, ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { GivenNetwork, GivenNetworkIds } from "./given-network";
import { Vpc, VpcProps } from "./vpc";

/**
 * Where the stack lies.
 *
 * - `own`: in a VPC that it makes, over two availability zones
 * - `given`: in the VPC and the subnets of the variables `vpc_id`, `load_balancer_subnet_ids`, `task_subnet_ids` and
 *   `database_subnet_ids`, where nothing is changed
 */
export type NetworkSource = "own" | "given";

/** What the rest of the stack needs of a network, its own or a given one. */
export interface Network {
  /** Id of the VPC. */
  readonly id: string;
  readonly tasks: TaskPlacement;
  readonly databaseSubnetIds: string[];
  /** End of the name of the database's subnet group, which another VPC may not share. */
  readonly subnetGroupSuffix: string;
  /** What must exist before anything with a public address can be made, and must outlive it. */
  readonly internetAccess: readonly ITerraformDependable[];
  /** @param internal whether the load balancer has private addresses only */
  loadBalancerSubnetIds(internal: IResolvable): string[];
}

/** Where tasks run, and how they reach the internet. */
export interface TaskPlacement {
  readonly subnetIds: string[];
  /** true: each task has a public address, its way out. */
  readonly publicAddress: boolean;
  /** What must exist before a task can pull its images. */
  readonly internetAccess: readonly ITerraformDependable[];
}

/** What differs between environments, by source. */
export type NetworkSettings =
  ({ readonly source: "own" } & Pick<VpcProps, "excludeZoneIds">) | ({ readonly source: "given" } & GivenNetworkIds);

export interface NetworkProps extends Omit<VpcProps, "excludeZoneIds"> {
  readonly settings: NetworkSettings;
  /** true: tasks have private addresses. In a given network their subnets must then lead to the internet by themselves. */
  readonly privateTasks: boolean;
}

/** The network from where the settings say. */
export function addNetwork(scope: Construct, id: string, { settings, privateTasks, ...own }: NetworkProps): Network {
  switch (settings.source) {
    case "own":
      return new Vpc(scope, id, { ...own, excludeZoneIds: settings.excludeZoneIds });
    case "given":
      return new GivenNetwork(scope, id, { ...settings, tasksHavePublicAddress: !privateTasks });
  }
}
