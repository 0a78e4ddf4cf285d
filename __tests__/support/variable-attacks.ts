import fc from "fast-check";
import { BOOTSTRAP_ATTACKS } from "./bootstrap-attacks";
import { GIVEN_ATTACKS } from "./given-attacks";
import { FARGATE_RANGES } from "./fargate";
import { Attack } from "./hostile-values";
import { Json, JsonObject } from "./stack-json";

/** Right values of what has no default. */
export const GOOD: JsonObject = {
  hosted_zone: "example.com",
  dns_record_name: "mlflow",
  domain: "example.com",
  allowed_email_domains: ["example.com"],
};

const matching = (pattern: RegExp): fc.Arbitrary<string> => fc.stringMatching(pattern);
const one = (...values: readonly Json[]): fc.Arbitrary<Json> => fc.constantFrom(...values);
const whole = (min: number, max: number): Attack => ({
  valid: fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max)),
});
const lists = (element: fc.Arbitrary<string>, maxLength: number, nth: (index: number) => string): Attack => ({
  valid: fc.uniqueArray(element, { minLength: 1, maxLength }),
  nth,
});
const SWITCH: Attack = { valid: fc.boolean() };

/** Host names, most of them short, some as long as they may be. */
const host = fc.oneof(
  matching(/^([a-z0-9]{1,8}\.){1,3}[a-z]{2,6}$/),
  matching(/^([a-z0-9][a-z0-9-]{1,20}[a-z0-9]\.){1,4}[a-z]{2,6}$/),
  one("example.com", "a.io", "xn--bcher-kva.example", "a--b.example", `${"a".repeat(63)}.example`).map(String),
);
const image = fc.oneof(
  matching(
    /^[a-z0-9]{1,8}(\.[a-z]{2,5}){1,2}(:[1-9][0-9]{2,3})?(\/[a-z0-9]{1,8}([._-][a-z0-9]{1,5})?){1,3}:v?[0-9]{1,3}$/,
  ),
  matching(/^[a-z0-9]{1,20}:[A-Za-z0-9_][A-Za-z0-9._-]{5,127}$/).filter((name) => !name.endsWith(":latest")),
  matching(/^[a-z0-9]{1,20}:v1@sha256:[a-f0-9]{64}$/),
  matching(
    /^[0-9]{12}\.(dkr\.ecr(-fips)?\.eu-west-1\.amazonaws\.com|dkr-ecr(-fips)?\.us-east-1\.on\.aws|dkr\.ecr\.cn-north-1\.amazonaws\.com\.cn)(\/[a-z0-9]{2,8}([._-][a-z0-9]{1,5})?){1,3}:v[0-9]{1,3}$/,
  ),
);

const CPU_UNITS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

/** Smallest memory for CPU units; any for what is none. */
function smallestMemory(cpu: Json): number {
  if (Number(cpu) === 256) return 512;
  return Number(cpu) === 32768 ? 61440 : (FARGATE_RANGES[Number(cpu)]?.[0] ?? 4096);
}

function withoutDot(value: Json): Json {
  return typeof value === "string" ? value.replace(/\.$/, "") : "example.com";
}

/** The zone of a domain: its last two labels, so that the domain lies in it; localhost has but one. */
function zoneOf(domain: Json): string {
  if (domain === "localhost") return domain;
  return /(?:^|\.)([a-z0-9]+\.[a-z]+)$/.exec(typeof domain === "string" ? domain : "")?.[1] ?? "example.com";
}

/** A generator for each variable of every shape of the stack. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  ...GIVEN_ATTACKS,
  ...BOOTSTRAP_ATTACKS,
  unique_name: {
    valid: fc.oneof(
      matching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,5}){1,2}$/),
      matching(/^[a-z][a-z0-9]{2,23}$/),
      one("internal", "sg1", "aws", "default-x", "a1-b2-c3-d4-e5-f6-g7-h8z"),
    ),
  },
  tags: {
    valid: fc.dictionary(
      matching(/^[A-Za-z0-9_.:/=+@-][A-Za-z0-9 _.:/=+@-]{1,18}[A-Za-z0-9_.:/=+@-]$/),
      matching(/^[A-Za-z0-9_.:/=+@-]([A-Za-z0-9 _.:/=+@-]{0,28}[A-Za-z0-9_.:/=+@-])?$/),
      { maxKeys: 6, noNullPrototype: true },
    ),
    nth: (index) => `key-${index}`,
  },
  hosted_zone: {
    valid: fc.oneof(
      host,
      host.map((name) => `${name}.`),
      one("localhost"),
    ),
    beside: (zone) => ({ domain: withoutDot(zone) }),
  },
  domain: { valid: fc.oneof(host, one("localhost")), beside: (domain) => ({ hosted_zone: zoneOf(domain) }) },
  dns_record_name: { valid: matching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z0-9]{1,30}){0,2}$/) },
  certificate_domain: {
    valid: fc.oneof(
      host,
      host.map((name) => `*.${name}`),
      one(""),
    ),
  },
  load_balancer_is_internal: SWITCH,
  load_balancer_ingress_cidrs: lists(
    fc.oneof(
      fc.integer({ min: 0, max: 255 }).map((byte) => `${byte}.0.0.0/8`),
      matching(/^(10|192|203)\.[1-9][0-9]?\.[1-9]\.0\/24$/),
      matching(/^1[0-9]{2}\.[1-9]\.[1-9]\.[1-9]\/32$/),
      one("0.0.0.0/0").map(String),
    ),
    5,
    (index) => `10.${index >> 8}.${index & 255}.0/24`,
  ),
  allowed_email_domains: lists(
    fc.oneof(
      host.filter((name) => !/^(gmx|web|me|mac|aol|qq|163|126)\./.test(name)),
      matching(/^[a-z][a-z0-9-]{5,20}[a-z]\.iam\.gserviceaccount\.com$/).filter((name) => !name.startsWith("gcp-sa-")),
    ),
    4,
    (index) => `d${index}.example.com`,
  ),
  bearer_audiences: lists(
    fc.oneof(
      matching(/^[0-9]{6,12}-[a-z0-9]{8,32}\.apps\.googleusercontent\.com$/),
      matching(/^(https|api):\/\/[a-z0-9.~_-]{1,40}\/?$/),
    ),
    4,
    (index) => `audience-${index}`,
  ),
  accept_gcloud_user_tokens: SWITCH,
  exclude_zone_ids: lists(matching(/^(use1|usw2|apne1|euc1|mes1|use1-bos1)-az[1-6]$/), 3, (index) => `use1-az${index}`),
  service_cpu: {
    valid: one(...CPU_UNITS),
    beside: (cpu) => ({ service_memory: smallestMemory(cpu) }),
  },
  service_memory: {
    valid: fc
      .constantFrom(...Object.values(FARGATE_RANGES))
      .chain(([first, last, step]) =>
        fc.integer({ min: 0, max: (last - first) / step }).map((index) => first + index * step),
      ),
    beside: (memory) => {
      const fits = Object.entries(FARGATE_RANGES).find(
        ([, [first, last, step]]) => Number(memory) >= first && Number(memory) <= last && Number(memory) % step === 0,
      );
      return { service_cpu: Number(fits?.[0] ?? 2048) };
    },
  },
  service_log_retention_in_days: { valid: one(1, 3, 5, 7, 14, 60, 90, 120, 365, 400, 545, 731, 1096, 3653) },
  service_min_capacity: { ...whole(1, 50), beside: () => ({ service_max_capacity: 50 }) },
  service_max_capacity: whole(1, 50),
  mlflow_image: { valid: image },
  oauth2_proxy_image: { valid: image },
  gunicorn_opts: {
    valid: fc
      .array(
        fc.constantFrom(
          "--timeout 120",
          "--threads=4",
          "--access-logfile -",
          "--worker-class gthread",
          "--keep-alive  5",
        ),
        { maxLength: 4 },
      )
      .map((options) => options.join(" ")),
  },
  database_max_capacity: { valid: fc.integer({ min: 2, max: 512 }).map((half) => half / 2) },
  database_auto_pause: SWITCH,
  database_seconds_until_auto_pause: whole(300, 86400),
  database_skip_final_snapshot: SWITCH,
  database_engine_version: {
    valid: fc.oneof(
      one(
        ...["08.0", "08.1", "09.0", "10.0", "10.3", "10.5", "11.1", "12.0"].map(
          (minor) => `8.0.mysql_aurora.3.${minor}`,
        ),
      ),
      matching(/^8\.0\.mysql_aurora\.3\.(08|09|10|11|12|13)\.[1-9]$/),
    ),
  },
  database_password_version: whole(1, 1_000_000),
  database_ca_bundle_url: {
    valid: matching(/^https:\/\/([a-z0-9]{1,8}\.){1,2}[a-z]{2,4}(:[1-9][0-9]{1,3})?(\/[A-Za-z0-9._~-]{1,9}){1,3}$/),
  },
  artifact_bucket_path: {
    valid: fc.oneof(matching(/^\/?[A-Za-z0-9_-]{1,20}(\/[A-Za-z0-9_.-]{1,10}[A-Za-z0-9_-]){0,3}\/?$/), one("", "/")),
  },
  secret_prefix: { valid: fc.oneof(matching(/^[A-Za-z0-9_+=.@-]{1,20}\/?([a-z]{1,5}\/)?$/), one("")) },
  server_keys_recovery_window_in_days: { valid: fc.oneof(one(0), fc.integer({ min: 7, max: 30 })) },
};
