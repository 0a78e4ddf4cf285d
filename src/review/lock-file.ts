import { parse } from "@cdktf/hcl2json";
import { z } from "zod";

/** Versions and hashes by the provider's address, for example `registry.terraform.io/hashicorp/aws`. */
export type LockedProviders = ReadonlyMap<string, { readonly version: string; readonly hashes: readonly string[] }>;

/** The lock file cannot be read; the message is for people. */
export class UnreadableLockFileError extends Error {}

const lockFile = z.strictObject({
  provider: z
    .record(
      z.string().regex(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/),
      z.tuple([z.looseObject({ version: z.string(), hashes: z.array(z.string()).default([]) })], {
        error: "locked more than once",
      }),
    )
    .default({}),
});

/**
 * Reads a `.terraform.lock.hcl`. One without providers is what a configuration without providers has.
 *
 * @throws UnreadableLockFileError when it is something else
 */
export async function readLockFile(text: string): Promise<LockedProviders> {
  const parsed = lockFile.safeParse(await parseHcl(text));
  if (!parsed.success)
    throw unreadable(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  return new Map(
    Object.entries(parsed.data.provider).map(([address, [{ version, hashes }]]) => [address, { version, hashes }]),
  );
}

async function parseHcl(text: string): Promise<unknown> {
  try {
    return await parse(".terraform.lock.hcl", text);
  } catch (error) {
    throw unreadable([error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)]);
  }
}

/** A file of another format is wrong in every line. */
const MOST_ISSUES = 5;

function unreadable(issues: readonly string[]): UnreadableLockFileError {
  const listed = issues.slice(0, MOST_ISSUES).map((issue) => `  ${issue}`);
  return new UnreadableLockFileError(
    `This is no provider lock file (.terraform.lock.hcl):\n${listed.join("\n")}\nterraform init writes one beside the configuration.`,
  );
}
