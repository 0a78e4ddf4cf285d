import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readHcpRunPlan } from "../../review/hcp-run";
import type { LockedProviders } from "../../review/lock-file";
import { Plan, readPlan } from "../../review/plan";
import { CommandError } from "../command";
import { ReviewOptions } from "./options";

/** Everything that a review needs from outside. */
export interface ReviewSources {
  readonly plan: Plan;
  /** `sha256:` and the hash of the plan file. */
  readonly planFile?: string;
  readonly locks?: { readonly base: LockedProviders; readonly head: LockedProviders };
}

/**
 * Reads the plan and the files beside it.
 *
 * @throws CommandError with everything that cannot be read
 */
export async function readSources(options: ReviewOptions): Promise<ReviewSources> {
  const { planFile, locks } = options;
  const problems: string[] = [];
  const tried = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const plan = await tried(async () => readPlan(await planDocument(options)));
  const hash = planFile === undefined ? undefined : await tried(() => sha256(planFile));
  const base = locks === undefined ? undefined : await tried(() => readLock(locks.base));
  const head = locks === undefined ? undefined : await tried(() => readLock(locks.head));
  if (problems.length > 0 || plan === undefined) throw new CommandError([...new Set(problems)].join("\n"));
  return {
    plan,
    ...(hash === undefined ? {} : { planFile: hash }),
    ...(base === undefined || head === undefined ? {} : { locks: { base, head } }),
  };
}

/** The plan in JSON, wherever it comes from. */
async function planDocument({ plan }: ReviewOptions): Promise<unknown> {
  if ("file" in plan) return parseJson(readText(plan.file), plan.file);
  const { hostname, runId } = plan;
  // It brings the parser of the CLI's configuration, as the lock files do.
  const { hcpToken } = await import("../../review/hcp-token");
  return readHcpRunPlan({ hostname, runId, token: await hcpToken(hostname, process.env) });
}

async function readLock(path: string): Promise<LockedProviders> {
  const content = readText(path);
  // Its parser takes longer to load than everything else, and is seldom needed.
  const { readLockFile } = await import("../../review/lock-file");
  try {
    return await readLockFile(content);
  } catch (error) {
    throw new CommandError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** npm runs in the project's folder; paths are meant from where the user stands. */
export function fromUser(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function readText(path: string): string {
  return path === "-" ? readFileSync(0, "utf8") : readFile(path).toString("utf8");
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(fromUser(path));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CommandError(`${path} cannot be read (${reason === "ENOENT" ? "there is no such file" : reason}).`);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const name = path === "-" ? "The standard input" : path;
    throw new CommandError(`${name} is not JSON. terraform show -json <plan> writes a plan in JSON.`);
  }
}

function sha256(path: string): string {
  return `sha256:${createHash("sha256").update(readFile(path)).digest("hex")}`;
}
