import { paginateListRoles } from "@aws-sdk/client-iam";
import { Check, Finding } from "./check";
import { findingsOf } from "./finding";

const NAME = "service-linked-roles";
const say = findingsOf(NAME);

/** The services of the stack that act by a role of their own in the account. */
const SERVICES = [
  "ecs.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
  "rds.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
] as const;

/** AWS makes these roles by itself, but not for everybody, and not always in time for the first apply. */
export const serviceLinkedRoles: Check = {
  name: NAME,
  run: async ({ aws }) => {
    const there = new Set<string | undefined>();
    for await (const page of paginateListRoles({ client: aws.iam }, { PathPrefix: "/aws-service-role/" })) {
      for (const { Path: path } of page.Roles ?? []) there.add(path);
    }
    return [judgeRoles(SERVICES.filter((service) => !there.has(`/aws-service-role/${service}/`)))];
  },
};

/** @param missing services that have no role yet */
export function judgeRoles(missing: readonly string[]): Finding {
  if (missing.length === 0) return say.ok("ECS, load balancing, RDS and scaling have theirs.");
  const commands = missing.map((service) => `aws iam create-service-linked-role --aws-service-name ${service}`);
  return say.warning(
    `this account has none yet for ${missing.join(", ")}. The first apply makes them if you may iam:CreateServiceLinkedRole, and may fail once while they are new; it can be repeated.`,
    `To be sure, make them now: ${commands.join("; ")}`,
  );
}
