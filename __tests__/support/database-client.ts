import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Json, list, parse, text } from "./stack-json";
import { PROJECT } from "./synthesis";

/** The interpreter with pymysql and trustme; made by `src/rehearsal/setup.sh`. */
export const REHEARSAL_PYTHON = join(PROJECT, ".venv/rehearsal/bin/python");

/** Connects for each element of a JSON list on standard input, and prints what came of it. */
const PROBE = `
import json, sys
import pymysql

def attempt(query, password, **settings):
    # PyMySQL sends the text of a password as Latin-1, and bytes as they are.
    secret = password if password.isascii() else password.encode()
    try:
        with pymysql.connect(password=secret, connect_timeout=10, charset="utf8mb4", **settings) as connection:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return "\\t".join(str(value) for row in cursor.fetchall() for value in row)
    except pymysql.Error as error:
        return f"error {error}"

print(json.dumps([attempt(**each) for each in json.load(sys.stdin)]))
`;

/** The rows of a query by PyMySQL, tab-separated, or "error" with what it says; each with a connection of its own. */
export function queryByPyMySql(attempts: readonly Readonly<Record<string, Json>>[]): string[] {
  const { stdout, stderr } = spawnSync(REHEARSAL_PYTHON, ["-I", "-c", PROBE], {
    input: JSON.stringify(attempts),
    encoding: "utf8",
    timeout: 60_000,
  });
  if (stdout === "") throw new Error(stderr);
  return list(parse(stdout)).map(text);
}
