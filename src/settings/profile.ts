import { NatGateways } from "../network/nat";
import { Problem } from "../terraform/problem";

/**
 * How much hardening that costs money a stack has. What is free is always on.
 *
 * - `economy`: tasks in the public subnets with a public address that only the load balancer may reach, one database
 *   instance, as in the article
 * - `production`: tasks in the private subnets behind NAT gateways, two database instances in two zones, Container Insights
 */
export type Profile = "economy" | "production";

export interface ProfileProps {
  /** @default "economy" - as in the article */
  readonly profile?: Profile;
  /**
   * Only with the production profile.
   * @default "one-per-zone" - with production
   */
  readonly natGateways?: NatGateways;
}

/** What a profile decides, for the parts that ask. */
export interface ProfileSettings {
  /** `undefined`: the tasks reach the internet by public addresses of their own. */
  readonly natGateways: NatGateways | undefined;
  /** true: tasks have private addresses only. */
  readonly privateTasks: boolean;
  readonly databaseInstances: 1 | 2;
  readonly containerInsights: boolean;
}

/** The decisions of a profile. */
export function profileSettings({ profile = "economy", natGateways = "one-per-zone" }: ProfileProps): ProfileSettings {
  switch (profile) {
    case "economy":
      return { natGateways: undefined, privateTasks: false, databaseInstances: 1, containerInsights: false };
    case "production":
      return { natGateways, privateTasks: true, databaseInstances: 2, containerInsights: true };
  }
}

/** A setting that would be ignored is an error. */
export function profileProblems({ profile = "economy", natGateways }: ProfileProps): Problem[] {
  if (profile === "production" || natGateways === undefined) return [];
  return [
    {
      where: "natGateways",
      given: JSON.stringify(natGateways),
      allowed: 'nothing, with the profile "economy"',
      fix: 'leave it out, or set profile: "production"',
    },
  ];
}
