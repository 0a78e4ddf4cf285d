import { Json } from "../support/stack-json";

/** A variable of the article. */
export interface ArticleVariable {
  readonly name: string;
  readonly type: string;
  /** Absent: the variable is required. */
  readonly default?: Json;
  /** Our default, where it is another one, and why. */
  readonly instead?: { readonly default: Json; readonly because: string };
}

export const ARTICLE_VARIABLES: readonly ArticleVariable[] = [
  { name: "unique_name", type: "string", default: "oauth2-mlflow" },
  { name: "hosted_zone", type: "string" },
  { name: "dns_record_name", type: "string" },
  { name: "domain", type: "string" },
  { name: "load_balancer_is_internal", type: "bool", default: false },
  { name: "tags", type: "map(string)", default: {} },
  { name: "service_cpu", type: "number", default: 2048 },
  { name: "service_memory", type: "number", default: 4096 },
  { name: "service_log_retention_in_days", type: "number", default: 30 },
  { name: "service_min_capacity", type: "number", default: 1 },
  { name: "service_max_capacity", type: "number", default: 4 },
  { name: "database_max_capacity", type: "number", default: 4 },
  { name: "database_auto_pause", type: "bool", default: true },
  { name: "database_seconds_until_auto_pause", type: "number", default: 300 },
  {
    name: "database_skip_final_snapshot",
    type: "bool",
    default: true,
    instead: { default: false, because: "destroying the database loses no data unless somebody asks for that" },
  },
  { name: "artifact_bucket_path", type: "string", default: "/" },
  { name: "gunicorn_opts", type: "string", default: "" },
];

/** What must be given beside the article's three: without it nobody, or everybody, could sign in. */
export const NEW_REQUIRED_VARIABLES: readonly string[] = ["allowed_email_domains"];

export const ARTICLE_OUTPUTS: Readonly<Record<string, string>> = {
  mlflow_uri: "https://${var.dns_record_name}.${var.domain}",
};
