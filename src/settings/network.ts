import { Construct } from "constructs";
import { declareVariable, matches } from "../terraform/variable";

export interface NetworkVariables {
  /** Ids (not names) of availability zones that get no subnet. */
  readonly excludeZoneIds: string[];
}

/** Where the network may lie. */
export function declareNetworkVariables(stack: Construct): NetworkVariables {
  const excludeZoneIds = declareVariable(stack, "exclude_zone_ids", {
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
  });
  return { excludeZoneIds: excludeZoneIds.listValue };
}
