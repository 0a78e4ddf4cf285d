import { ResourceChange } from "./plan";

/** Part of the architecture, in the order in which a review names them. */
export type PartId = "edge" | "auth" | "tracking" | "storage" | "secrets" | "network" | "state" | "other";

/** The parts in their order. */
export const PART_IDS: readonly PartId[] = [
  "edge",
  "auth",
  "tracking",
  "storage",
  "secrets",
  "network",
  "state",
  "other",
];

/** Headings of the parts. */
export const PART_TITLES: Readonly<Record<PartId, string>> = {
  edge: "Edge: name, certificate, load balancer",
  auth: "Sign-in and permissions",
  tracking: "Tracking: the tasks that run MLflow",
  storage: "Storage: database and artifacts",
  secrets: "Secrets and keys",
  network: "Network",
  state: "Terraform's state",
  other: "Other",
};

/** The first construct in a resource's name: its id in the stack. */
const PART_OF_CONSTRUCT: Readonly<Record<string, PartId>> = {
  "dns-record": "edge",
  hosted: "edge",
  "hosted-zone": "edge",
  certificate: "edge",
  "load-balancer": "edge",
  roles: "auth",
  containers: "tracking",
  service: "tracking",
  scaling: "tracking",
  artifacts: "storage",
  database: "storage",
  secrets: "secrets",
  secret: "secrets",
  "server-keys": "secrets",
  "encryption-key": "secrets",
  "oauth2-client-id": "secrets",
  "oauth2-client-secret": "secrets",
  "oauth2-cookie-secret": "secrets",
  "cookie-secret": "secrets",
  "store-db-password": "secrets",
  "database-password": "secrets",
  network: "network",
  "state-bucket": "state",
  "lock-table": "state",
};

/** Where a resource belongs. Constructs that a user has added are told by nothing but their type. */
export function partOf({ type, name }: Pick<ResourceChange, "type" | "name">): PartId {
  const [construct = ""] = name.split("_");
  return PART_OF_CONSTRUCT[construct] ?? (type.startsWith("aws_iam_") ? "auth" : "other");
}
