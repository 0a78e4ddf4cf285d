import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { backendOf, S3Backend } from "../backend";
import type { Check, Context, Finding } from "../check";
import { findingsOf } from "../finding";
import { JsonObject, objectOf, parseJson, textOf } from "../json";

import { ifThere } from "./finder";

const CHECK = "lock";
const say = findingsOf(CHECK);

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
        return lockFindings(await s3Locks(backend, context), context.folder, now);
      case "local":
        return localLockFindings(backend.path, now);
      case "hcp-terraform":
      case "other":
        return [say.skipped("the state is elsewhere, and its lock is shown there.")];
    }
  },
};

/** Both places in which the S3 backend locks. */
async function s3Locks(backend: S3Backend, context: Context): Promise<readonly LockInfo[]> {
  const { bucket, key, lockTable, lockFile, region } = backend;
  const { dynamodb, s3 } = region === "" ? context.aws : context.aws.in(region);
  if (bucket === "") return [];
  const locks: LockInfo[] = [];
  if (lockTable !== "") {
    const LockID = { S: `${bucket}/${key}` };
    const question = new GetItemCommand({ TableName: lockTable, Key: { LockID }, ConsistentRead: true });
    const info = (await ifThere(dynamodb.send(question)))?.Item?.Info?.S;
    if (info !== undefined) locks.push(lockInfo(info));
  }
  if (lockFile) {
    const question = new GetObjectCommand({ Bucket: bucket, Key: `${key}.tflock` });
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
  if (different.length === 0) return [say.ok("nobody holds the lock of the state.")];
  return different.map((lock) => ({
    ...say.problem(
      `the state is locked by ${holder(lock, now)}.`,
      `As long as ${lock.who} may be running Terraform, wait. Only when nobody is, take the lock away:`,
    ),
    lines: [`terraform -chdir=${folder} force-unlock ${lock.id}`],
  }));
}

/**
 * A local lock is one of the operating system: it ends with the process that holds it, however that ends. The file beside the
 * state only says whose it was.
 */
export function localLockFindings(stateFile: string, now: Date): readonly Finding[] {
  const file = join(dirname(stateFile), `.${basename(stateFile)}.lock.info`);
  if (!existsSync(file)) return [say.ok("nobody holds the lock of the state.")];
  return [
    say.warning(
      `${file} tells of ${holder(lockInfo(readFileSync(file, "utf8")), now)}. If that is still running, wait for it.`,
      "If it was killed, do nothing: its lock ended with it, and the next run of Terraform removes the file. force-unlock would only say that nothing is locked.",
    ),
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
