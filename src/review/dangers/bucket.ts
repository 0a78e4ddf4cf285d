import { DangerRule, Finding } from "../danger";
import { Plan, ResourceChange } from "../plan";
import { isObject, listAt, numberAt, PlanObject, textAt, valueAt } from "../plan-value";
import { judgedStatements } from "../policy";
import { beforeAfter, isLost, lost, touched, turning, turns } from "./changes";

const BUCKET = "aws_s3_bucket";

export const BUCKET_LOST: DangerRule = {
  id: "bucket-lost",
  verdict: "refuse",
  title: "A bucket goes",
  why: "Artifacts, models or Terraform states are in it. A new bucket is empty, and nobody finds the old one.",
  fix: "Undo the attribute that forces it. If it is meant, copy the objects first.",
  find: ({ plan }) => lost(plan, BUCKET, "aws_s3_directory_bucket"),
};

export const BUCKET_FORCE_DESTROY: DangerRule = {
  id: "bucket-force-destroy",
  verdict: "refuse",
  title: "A bucket may be deleted with everything in it",
  why: "A bucket that is not empty stays, unless force_destroy deletes every object and version in it.",
  fix: "Only before a destroy that is meant.",
  find: ({ plan }) =>
    turning(plan, [BUCKET], (side) => valueAt(side, "force_destroy") === true, "force_destroy is turned on."),
};

export const BUCKET_VERSIONING: DangerRule = {
  id: "bucket-versioning-off",
  verdict: "refuse",
  title: "A bucket stops keeping old versions",
  why: "What is overwritten or deleted is then lost.",
  fix: "Leave the versioning Enabled.",
  find: ({ plan }) =>
    weakened(plan, "aws_s3_bucket_versioning", (change) =>
      turns(change, (side) => textAt(side, "versioning_configuration", 0, "status") !== "Enabled")
        ? `The versioning: ${beforeAfter(change, "versioning_configuration", 0, "status")}.`
        : undefined,
    ),
};

const BLOCKS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

export const BUCKET_PUBLIC: DangerRule = {
  id: "bucket-public-access",
  verdict: "refuse",
  title: "A bucket may become public",
  why: "One policy or ACL more, and the world reads it.",
  fix: "Leave all four settings of the public access block on, and the object ownership enforced.",
  find: ({ plan }) => [
    ...["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"].flatMap((type) =>
      weakened(plan, type, (change) => {
        const open = BLOCKS.filter((name) => turns(change, (side) => valueAt(side, name) === false));
        return open.length > 0 ? `Off: ${open.join(", ")}.` : undefined;
      }),
    ),
    ...weakened(plan, "aws_s3_bucket_ownership_controls", (change) =>
      turns(change, (side) => textAt(side, "rule", 0, "object_ownership") !== "BucketOwnerEnforced")
        ? `The object ownership, without which ACLs count: ${beforeAfter(change, "rule", 0, "object_ownership")}.`
        : undefined,
    ),
    ...touched(plan, "aws_s3_bucket_acl")
      .filter((change) => turns(change, (side) => /^(public|authenticated)-/.test(textAt(side, "acl") ?? "")))
      .map((change) => ({ address: change.address, what: `The ACL: ${beforeAfter(change, "acl")}.` })),
  ],
};

export const BUCKET_TLS: DangerRule = {
  id: "bucket-policy-weakened",
  verdict: "refuse",
  title: "A bucket's policy refuses less",
  why: "The policy is what refuses plain HTTP and old TLS, whoever asks.",
  fix: "Keep its Deny statements.",
  find: ({ plan }) =>
    weakened(plan, "aws_s3_bucket_policy", (change) => {
      const kept = denials(change.after);
      const dropped = denials(change.before).filter((denial) => !kept.includes(denial));
      return dropped.length > 0 && textAt(change.after, "policy") !== undefined
        ? `${dropped.length} of its Deny statements ${dropped.length === 1 ? "is" : "are"} gone or changed.`
        : undefined;
    }),
};

function denials(side: PlanObject | null): readonly string[] {
  return judgedStatements(textAt(side, "policy"))
    .filter(({ Effect }) => Effect === "Deny")
    .map((statement) => JSON.stringify({ ...statement, Sid: undefined }));
}

export const BUCKET_ENCRYPTION: DangerRule = {
  id: "bucket-encryption-weakened",
  verdict: "refuse",
  title: "A bucket's encryption is weakened",
  why: "Objects would be written under a weaker key than before, which others may use.",
  fix: "Keep the encryption and its key.",
  find: ({ plan }) =>
    weakened(plan, "aws_s3_bucket_server_side_encryption_configuration", (change) => {
      const [old, young] = [algorithm(change.before), algorithm(change.after)];
      return old?.startsWith("aws:kms") === true && young === "AES256"
        ? `The algorithm: ${old} -> ${young}.`
        : undefined;
    }),
};

function algorithm(side: PlanObject | null): string | undefined {
  return textAt(side, "rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm");
}

export const BUCKET_EXPIRES: DangerRule = {
  id: "bucket-objects-expire",
  verdict: "refuse",
  title: "A bucket deletes objects by itself",
  why: "Artifacts are kept for as long as their runs are: MLflow does not know that they are gone.",
  fix: "Let only interrupted uploads and old versions expire.",
  find: ({ plan }) =>
    touched(plan, "aws_s3_bucket_lifecycle_configuration").flatMap(({ address, before, after }) => {
      const old = expirations(before);
      return expirations(after)
        .filter((rule) => !old.includes(rule))
        .map((rule) => ({ address, what: rule }));
    }),
};

const SHARING = [
  "aws_s3_bucket_replication_configuration",
  "aws_s3_bucket_website_configuration",
  "aws_s3_bucket_cors_configuration",
  "aws_s3_access_point",
];

export const BUCKET_SHARED: DangerRule = {
  id: "bucket-shared",
  verdict: "human",
  title: "A bucket's objects get another way out",
  why: "A copy elsewhere, a web site or pages of others are past the roles that guard the bucket.",
  fix: "Ask who is at the other end.",
  find: ({ plan }) =>
    touched(plan, ...SHARING)
      .filter(({ after, action }) => after !== null && action !== "forget")
      .map(({ address, type, action }) => ({ address, what: `The ${type} is new, or another one (${action}).` })),
};

/** Enabled rules that delete current objects, in words. */
function expirations(side: PlanObject | null): readonly string[] {
  return listAt(side, "rule").flatMap((rule) => {
    if (textAt(rule, "status") !== "Enabled") return [];
    const days = numberAt(rule, "expiration", 0, "days");
    const date = textAt(rule, "expiration", 0, "date");
    if ((days ?? 0) === 0 && date === undefined) return [];
    return [`Its rule ${textAt(rule, "id") ?? ""} deletes current objects ${date ?? `after ${String(days)} days`}.`];
  });
}

/** Findings about a setting of a bucket that stays: its removal, or what `judge` says of its change. */
function weakened(plan: Plan, type: string, judge: (change: ResourceChange) => string | undefined): readonly Finding[] {
  const goes = lostBuckets(plan);
  return touched(plan, type).flatMap((change) => {
    const { address, before, after, action } = change;
    if (goes.has(textAt(before, "bucket") ?? "")) return [];
    const what = isLost(change) && action !== "replace" && isObject(before) ? `The ${type} is removed.` : undefined;
    const found = what ?? (after === null ? undefined : judge(change));
    return found === undefined ? [] : [{ address, what: found }];
  });
}

/** Their settings go with them, which is no danger of its own. */
function lostBuckets(plan: Plan): ReadonlySet<string> {
  return new Set(
    touched(plan, BUCKET)
      .filter(isLost)
      .flatMap(({ before }) => textAt(before, "id") ?? []),
  );
}
