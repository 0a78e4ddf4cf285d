import { aurora } from "./aurora";
import { certificate } from "./certificate";
import { Check } from "./check";
import { hostedZone } from "./hosted-zone";
import { kmsKey } from "./kms-key";
import { permissionsBoundary } from "./permissions-boundary";
import { quotas } from "./quotas";
import { secrets } from "./secrets";
import { serviceLinkedRoles } from "./service-linked-roles";
import { state } from "./state";

/** What is asked of AWS, in the order of the report. */
export const CHECKS: readonly Check[] = [
  state,
  secrets,
  hostedZone,
  certificate,
  kmsKey,
  permissionsBoundary,
  aurora,
  serviceLinkedRoles,
  quotas,
];
