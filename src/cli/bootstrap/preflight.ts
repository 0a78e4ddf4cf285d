import { ADOPTABLE, Adoptable } from "../../settings/adoption";
import { SECRET_NAMES, SecretName } from "../../settings/secrets";
import type { BucketFound, Existing } from "./existing";
import type { Names } from "./names";
import type { BootstrapState } from "./state-file";

/** The name in AWS of something adoptable. */
export function awsName(what: Adoptable, names: Names): string {
  if (what === "state-bucket") return names.bucket;
  return what === "lock-table" ? names.table : `${names.secretPrefix}${what}`;
}

/** With its kind in front. */
export function describe(what: Adoptable, names: Names): string {
  const kind = what === "state-bucket" ? "bucket" : what === "lock-table" ? "table" : "secret";
  return `${kind} ${awsName(what, names)}`;
}

const isSecret = (what: Adoptable): what is SecretName => SECRET_NAMES.some((name) => name === what);

/** Secrets whose values this stack generates, when it makes them. */
const isGenerated = (what: Adoptable): boolean => what === "oauth2-cookie-secret" || what === "store-db-password";

/**
 * What exists and is not this stack's work: outside of its state, or a generated secret in it whose current value it
 * did not write (a run was killed between writing the value and writing the state).
 */
export function foreign(existing: Existing, state: BootstrapState | undefined): readonly Adoptable[] {
  return ADOPTABLE.filter((what) => {
    if (what === "state-bucket") return existing.bucket.kind === "present" && state?.bucket === undefined;
    if (what === "lock-table") return existing.table === "present" && state?.table === undefined;
    const found = existing.secrets[what];
    if (found.kind !== "present") return false;
    if (!state?.secrets.includes(what)) return true;
    return isGenerated(what) && found.hasValue && !state.adopted.includes(what) && state.versions[what] === undefined;
  });
}

/** Why this bucket cannot be used, whatever it is used for. */
export function bucketProblems(bucket: string, found: BucketFound, region: string): readonly string[] {
  if (found.kind === "forbidden") {
    return [
      `Bucket ${bucket} exists and these credentials may not look at it: it belongs to another account, or a policy denies s3:ListBucket. Names of buckets are unique in the world: give another by TF_STATE_BUCKET, or use credentials that may.`,
    ];
  }
  if (found.kind === "elsewhere") {
    return [
      `Bucket ${bucket} is in ${found.region}, but the region is ${region}. Set AWS_REGION=${found.region} if everything is meant to be there, or give another name by TF_STATE_BUCKET.`,
    ];
  }
  return [];
}

export interface Preflight {
  readonly names: Names;
  readonly region: string;
  readonly existing: Existing;
  readonly state: BootstrapState | undefined;
  /** true: what exists is to be taken over. */
  readonly adopt: boolean;
  /** What an earlier run has made: import blocks bring it into the state. */
  readonly imported: readonly Adoptable[];
}

/** Everything that would stop an apply half way, or overwrite what somebody else made. One paragraph each. */
export function preflightProblems({ names, region, existing, state, adopt, imported }: Preflight): readonly string[] {
  const problems = [...bucketProblems(names.bucket, existing.bucket, region)];
  if (existing.table === "no lock table") {
    problems.push(
      `Table ${names.table} exists and is no lock table: its key is not LockID alone. Give another name by TF_STATE_LOCK_TABLE.`,
    );
  }
  const deleted = SECRET_NAMES.filter((name) => existing.secrets[name].kind === "being deleted");
  if (deleted.length > 0) {
    const lines = deleted.map((name) => `  aws secretsmanager restore-secret --secret-id ${names.secretPrefix}${name}`);
    problems.push(
      [
        `${upper(list(deleted.map((name) => describe(name, names))))} ${deleted.length === 1 ? "is" : "are"} scheduled for deletion, and the name is taken until then. Bring back what is there, then run npm run bootstrap -- --adopt; or choose another TF_VAR_secret_prefix.`,
        ...lines,
      ].join("\n"),
    );
  }
  const others = foreign(existing, state).filter((what) => !imported.includes(what));
  if (!adopt && others.length > 0) {
    const [exists, it] = others.length === 1 ? ["exists", "it"] : ["exist", "them"];
    problems.push(
      `${upper(list(others.map((what) => describe(what, names))))} ${exists} already, and the state of the bootstrap stack does not know ${it}. Made by hand, as in the article: npm run bootstrap -- --adopt takes ${it} over and keeps the secrets' values. Left by a run that was killed: npm run doctor -- --stack bootstrap --write-imports, then this command again.`,
    );
  }
  return problems;
}

/**
 * What is adopted in this run: what the state says was adopted before, always, so that a value somebody else sets is never
 * overwritten because a flag was forgotten; and with `--adopt` what is there beside the state.
 */
export function adoption({
  existing,
  state,
  adopt,
  imported,
}: Omit<Preflight, "names" | "region">): readonly Adoptable[] {
  const before: readonly Adoptable[] = state?.adopted ?? [];
  const now = adopt ? foreign(existing, state).filter((what) => !imported.includes(what)) : [];
  return ADOPTABLE.filter((what) => before.includes(what) || now.includes(what));
}

/** What adopting means, before it is done. */
export function explainAdoption(adopted: readonly Adoptable[], names: Names): readonly string[] {
  return [
    `Adopted: ${list(adopted.map((what) => describe(what, names)))}.`,
    ...(adopted.includes("state-bucket")
      ? [
          "  The bucket's policy and lifecycle rules are replaced by this stack's; encryption, versioning and public access are set.",
        ]
      : []),
    ...(adopted.includes("lock-table")
      ? ["  The table becomes on-demand, with point-in-time recovery and deletion protection."]
      : []),
    ...(adopted.some(isSecret)
      ? ["  The secrets get description and tags; their values stay, and this stack never writes them."]
      : []),
  ];
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

function upper(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
