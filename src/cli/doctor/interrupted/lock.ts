import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { Check, Context, Finding } from "../check";
import { JsonObject, objectOf, parseJson, textOf } from "../json";
import { Backend, backendOf } from "./backend";
import { ifThere } from "./finder";

const CHECK = "lock";

/** Who holds the lock of the state, as Terraform writes it down. */
export interface LockInfo {
  readonly id: string;
  readonly operation: string;
  readonly who: string;
  readonly version: string;
  /** `""` when it does not say. */
  readonly created: string;
}

/** A lock that a killed Terraform left behind, or that somebody holds. */
export const lockCheck: Check = {
  name: CHECK,
  async run(context): Promise<readonly Finding[]> {
    const backend = backendOf(context);
    const now = new Date();
    switch (backend.type) {
      case "s3":
        return lockFindings(await s3Locks(backend.config, context), context.folder, now);
      case "local":
        return localLockFindings(join(context.folder, textOf(backend.config.path)), now);
      default:
        return [{ check: CHECK, status: "skipped", message: `Locks in ${backend.type} are shown there.` }];
    }
  },
};

/** Both places in which the S3 backend locks. */
async function s3Locks(
  { bucket, key, dynamodb_table: table, ...config }: Backend["config"],
  context: Context,
): Promise<readonly LockInfo[]> {
  const region = textOf(config.region);
  const { dynamodb, s3 } = region === "" ? context.aws : context.aws.in(region);
  const place = { bucket: textOf(bucket), key: textOf(key) };
  if (place.bucket === "") return [];
  const locks: LockInfo[] = [];
  if (textOf(table) !== "") {
    const LockID = { S: `${place.bucket}/${place.key}` };
    const question = new GetItemCommand({ TableName: textOf(table), Key: { LockID }, ConsistentRead: true });
    const info = (await ifThere(dynamodb.send(question)))?.Item?.Info?.S;
    if (info !== undefined) locks.push(lockInfo(info));
  }
  if (config.use_lockfile === true) {
    const question = new GetObjectCommand({ Bucket: place.bucket, Key: `${place.key}.tflock` });
    const info = await (await ifThere(s3.send(question)))?.Body?.transformToString();
    if (info !== undefined) locks.push(lockInfo(info));
  }
  return locks;
}

/** Reads what Terraform wrote; what it does not say is `""`. */
export function lockInfo(text: string): LockInfo {
  const info: JsonObject = objectOf(parseJson(text));
  return {
    id: textOf(info.ID),
    operation: textOf(info.Operation)
      .replace(/^OperationType/, "")
      .toLowerCase(),
    who: textOf(info.Who),
    version: textOf(info.Version),
    created: textOf(info.Created),
  };
}

/** One finding for each lock; both places usually hold the same. */
export function lockFindings(locks: readonly LockInfo[], folder: string, now: Date): readonly Finding[] {
  const different = locks.filter(({ id }, index) => locks.findIndex((lock) => lock.id === id) === index);
  if (different.length === 0) return [{ check: CHECK, status: "ok", message: "Nobody holds the lock of the state." }];
  return different.map((lock) => ({
    check: CHECK,
    status: "problem",
    message: `The state is locked by ${holder(lock, now)}.`,
    fix: `If ${lock.who} is still running Terraform, wait. Only when nobody is: terraform -chdir=${folder} force-unlock ${lock.id}`,
  }));
}

/**
 * A local lock is one of the operating system: it ends with the process that holds it, however that ends. The file beside the
 * state only says whose it was.
 */
export function localLockFindings(stateFile: string, now: Date): readonly Finding[] {
  const file = join(dirname(stateFile), `.${basename(stateFile)}.lock.info`);
  if (!existsSync(file)) return [{ check: CHECK, status: "ok", message: "Nobody holds the lock of the state." }];
  return [
    {
      check: CHECK,
      status: "warning",
      message: `${file} tells of ${holder(lockInfo(readFileSync(file, "utf8")), now)}. If that is still running, wait for it.`,
      fix: "If it was killed, nothing: its lock ended with it, and the next run of Terraform removes the file. force-unlock would only say that nothing is locked.",
    },
  ];
}

function holder({ operation, who, version, created }: LockInfo, now: Date): string {
  return `${operation === "" ? "a command" : operation} of ${who} (Terraform ${version}), ${age(created, now)}`;
}

function age(created: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(created)) / 60_000);
  if (Number.isNaN(minutes)) return "nobody knows since when";
  const hours = Math.floor(minutes / 60);
  const text = minutes < 120 ? `${minutes} min` : hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
  return `for ${text} (since ${created.replace(/\.\d+Z$/, "Z")})`;
}
