import { z } from "zod";

/**
 * What `terraform show -json <plan>` writes, as far as a review reads it. Fields that are not named here are tolerated: the
 * format's minor versions only add. https://developer.hashicorp.com/terraform/internals/json-format
 */
const action = z.enum(["no-op", "create", "read", "update", "delete", "forget"]);

/** A mask beside a value: `true` covers all of it, lists and objects cover their parts. */
const mask = z.unknown().optional();

const change = z.object({
  actions: z.array(action).min(1),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: mask,
  before_sensitive: mask,
  after_sensitive: mask,
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).default([]),
  importing: z.unknown().optional(),
});

const resourceChange = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change,
});

/** The schema of a plan. Terraform leaves empty lists out. */
export const planFormat = z.object({
  format_version: z.string(),
  terraform_version: z.string().optional(),
  variables: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  output_changes: z.record(z.string(), change).default({}),
  errored: z.boolean().default(false),
  complete: z.boolean().default(true),
  applyable: z.boolean().optional(),
});

export type PlanDocument = z.infer<typeof planFormat>;
export type ResourceChangeDocument = z.infer<typeof resourceChange>;
export type ChangeDocument = z.infer<typeof change>;
