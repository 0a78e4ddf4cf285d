import { readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { theRehearsal } from "./rehearsal";
import { attemptBesideOthers } from "./run";

/** Runs SQL in the rehearsal's database server as its administrator, by the socket. @returns rows, tab-separated */
export async function queryRehearsal(sql: string): Promise<string> {
  const socket = join(theRehearsal().folder, "database/socket");
  const options = ["--no-defaults", "--protocol=socket", `--socket=${socket}`, `--user=${userInfo().username}`];
  const client = [...options, "--batch", "--skip-column-names", "--execute", sql];
  const { status, stdout, output } = await attemptBesideOthers("mariadb", client, {
    env: { PATH: process.env.PATH ?? "" },
  });
  if (status !== 0) throw new Error(output);
  return stdout;
}

/** Which of some texts stand in any file of the database server: tables, indexes and logs of changes alike. */
export function inDatabaseFiles(texts: readonly string[]): string[] {
  const contents = readdirSync(join(theRehearsal().folder, "database/data"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return texts.filter((each) => contents.some((content) => content.includes(each)));
}
