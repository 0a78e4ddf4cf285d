import { GetRoleCommand } from "@aws-sdk/client-iam";
import { unlessMissing } from "./aws-errors";
import { Check, Finding } from "./check";
import { findingsOf } from "./finding";

const NAME = "service-linked-roles";
const say = findingsOf(NAME);

/** The services of the stack that act by a role of their own in the account. */
const SERVICES = [
  { service: "ecs.amazonaws.com", role: "AWSServiceRoleForECS" },
  { service: "elasticloadbalancing.amazonaws.com", role: "AWSServiceRoleForElasticLoadBalancing" },
  { service: "rds.amazonaws.com", role: "AWSServiceRoleForRDS" },
  {
    service: "ecs.application-autoscaling.amazonaws.com",
    role: "AWSServiceRoleForApplicationAutoScaling_ECSService",
  },
] as const;

/** AWS makes these roles by itself, but not for everybody, and not always in time for the first apply. */
export const serviceLinkedRoles: Check = {
  name: NAME,
  run: async ({ aws }) => {
    const found = await Promise.all(
      SERVICES.map(({ role }) =>
        unlessMissing(aws.iam.send(new GetRoleCommand({ RoleName: role })), "NoSuchEntityException", "NoSuchEntity"),
      ),
    );
    return [judgeRoles(SERVICES.flatMap(({ service }, index) => (found[index] === undefined ? [service] : [])))];
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
