import { DangerRule, Finding } from "../danger";
import { Plan } from "../plan";
import { listAt, textAt, textsAt, UNKNOWN } from "../plan-value";
import { beforeAfter, listed, touched } from "./changes";
import { describeEdge, Edge, isEverything, isInternet, newEdges, oldEdges } from "./edges";

const LOAD_BALANCERS = ["aws_lb", "aws_alb"];
/** What a browser asks for. What answers there, the rules about listeners judge. */
const DOORS = [443, 80];

export const INGRESS_INTERNET: DangerRule = {
  id: "ingress-from-internet",
  verdict: "refuse",
  title: "A security group is opened to the internet",
  why: "The load balancer's HTTPS port is the only door. Database, tasks and everything else answer inside only.",
  fix: "Take the rule out; to look at something, use a task or a tunnel inside of the network.",
  find: ({ plan }) => {
    const doors = loadBalancerGroups(plan);
    return findings(
      newEdges(plan, "ingress").filter((edge) => isInternet(edge.peer) && !isDoor(edge, doors) && !isDefault(edge)),
      "lets in",
    );
  },
};

export const INGRESS_FOREIGN: DangerRule = {
  id: "ingress-from-outside",
  verdict: "refuse",
  title: "Something outside of the stack may connect to database or tasks",
  why: "Whoever connects to a task or to the database itself has passed no login.",
  fix: "Name a security group of this stack as the source, or go through the load balancer.",
  find: ({ plan }) => {
    const doors = loadBalancerGroups(plan);
    const own = ownGroups(plan);
    const isOwn = ({ peer }: Edge): boolean =>
      peer.kind === "stack" || peer.kind === "self" || (peer.kind === "group" && own.has(peer.id));
    return findings(
      newEdges(plan, "ingress").filter(
        (edge) => !isInternet(edge.peer) && !isOwn(edge) && !isDoor(edge, doors) && !isDefault(edge),
      ),
      "lets in",
    );
  },
};

export const DEFAULT_GROUP_OPENED: DangerRule = {
  id: "default-security-group-opened",
  verdict: "refuse",
  title: "The default security group gets rules",
  why: "Everything that names no group gets this one: it is empty so that a forgotten group means no network.",
  fix: "Give what needs a rule a group of its own.",
  find: ({ plan }) => [
    ...findings(newEdges(plan, "ingress").filter(isDefault), "lets in"),
    ...findings(newEdges(plan, "egress").filter(isDefault), "lets out"),
  ],
};

export const LOAD_BALANCER_OPENED: DangerRule = {
  id: "load-balancer-opened",
  verdict: "human",
  title: "The load balancer is opened to the internet",
  why: "So far only named networks see the login. Afterwards everybody does, scanners included.",
  fix: "Name the networks in load_balancer_ingress_cidrs, if that was not meant.",
  find: ({ plan }) => {
    const doors = loadBalancerGroups(plan);
    const open = new Set(
      oldEdges(plan)
        .filter(({ direction, peer }) => direction === "ingress" && isInternet(peer))
        .map(({ group }) => group),
    );
    return findings(
      newEdges(plan, "ingress").filter(
        (edge) => isInternet(edge.peer) && edge.group !== undefined && isDoor(edge, doors) && !open.has(edge.group),
      ),
      "lets in",
    );
  },
};

export const EGRESS_EVERYTHING: DangerRule = {
  id: "egress-everything",
  verdict: "human",
  title: "A security group lets everything out",
  why: "Whoever gets into a task can then carry data out on every port.",
  fix: "Name the port and the place: HTTPS is enough for AWS, images and identity providers.",
  find: ({ plan }) =>
    findings(
      newEdges(plan, "egress").filter(
        (edge) =>
          isInternet(edge.peer) && (isEverything(edge.protocol) || edge.to - edge.from > 1000) && !isDefault(edge),
      ),
      "lets out",
    ),
};

/** Where resources name their security groups. */
const MEMBERS: readonly (readonly [type: string, ...path: readonly (string | number)[]])[] = [
  ["aws_ecs_service", "network_configuration", 0, "security_groups"],
  ["aws_rds_cluster", "vpc_security_group_ids"],
  ["aws_db_instance", "vpc_security_group_ids"],
  ["aws_lb", "security_groups"],
];

export const GROUP_EXCHANGED: DangerRule = {
  id: "security-group-foreign",
  verdict: "refuse",
  title: "Something gets a security group from outside of the stack",
  why: "Rules of that group let in whom they like, now and later, and no plan of this stack shows it.",
  fix: "Use the stack's own groups.",
  find: ({ plan }) => {
    const own = ownGroups(plan);
    return MEMBERS.flatMap(([type, ...path]) =>
      touched(plan, type).flatMap(({ address, before, after }) => {
        const old = textsAt(before, ...path);
        const gained = textsAt(after, ...path).filter((id) => !old.includes(id) && !own.has(id));
        return before === null || gained.length === 0 ? [] : [{ address, what: `It joins ${listed(gained)}.` }];
      }),
    );
  },
};

export const LOAD_BALANCER_PUBLIC: DangerRule = {
  id: "load-balancer-public",
  verdict: "refuse",
  title: "An internal load balancer becomes internet-facing",
  why: "So far it has private addresses only.",
  fix: "Leave load_balancer_is_internal as it is.",
  find: ({ plan }) =>
    touched(plan, ...LOAD_BALANCERS)
      .filter(({ before, after }) => before?.internal === true && after?.internal === false)
      .map((change) => ({ address: change.address, what: `internal: ${beforeAfter(change, "internal")}.` })),
};

function findings(edges: readonly Edge[], verb: string): readonly Finding[] {
  return edges.map((edge) => ({
    address: edge.address,
    what: `${edge.group ?? "A new group"} ${verb} ${describeEdge(edge)}.`,
  }));
}

function isDefault({ type }: Edge): boolean {
  return type === "aws_default_security_group";
}

/** Groups of load balancers by id; `undefined` in it for one that is still to be made. */
function loadBalancerGroups(plan: Plan): ReadonlySet<string | undefined> {
  const sides = plan.resources
    .filter(({ type }) => LOAD_BALANCERS.includes(type))
    .flatMap(({ before, after }) => [before, after]);
  return new Set(
    sides.flatMap((side) => [
      ...textsAt(side, "security_groups"),
      ...(side?.security_groups === UNKNOWN || listAt(side, "security_groups").includes(UNKNOWN) ? [undefined] : []),
    ]),
  );
}

function isDoor({ group, protocol, from, to }: Edge, doors: ReadonlySet<string | undefined>): boolean {
  return doors.has(group) && protocol === "tcp" && from === to && DOORS.includes(from);
}

/** The groups of the stack that are there, by id. */
function ownGroups(plan: Plan): ReadonlySet<string> {
  return new Set(
    plan.resources
      .filter(({ mode, type }) => mode === "managed" && type === "aws_security_group")
      .flatMap(({ before, after }) => [textAt(before, "id"), textAt(after, "id")])
      .filter((id) => id !== undefined),
  );
}
