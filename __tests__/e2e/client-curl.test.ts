import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readmeBlock } from "../support/readme";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { attempt, attemptBesideOthers, Ended } from "../support/run";
import { list, object, parse, text } from "../support/stack-json";

const PATH = process.env.PATH ?? "";
const SEARCH = "/api/2.0/mlflow/experiments/search";

/** `--fail-with-body` came with 7.76. */
const hasCurl = attempt("curl", ["--fail-with-body", "--version"], { env: { PATH } }).status === 0;

/** What the guide's block does where it cannot see it: the arguments that curl got, one a line. */
interface CurlRun extends Ended {
  readonly commandLine: string;
}

/** Runs the guide's block as it stands. @param block - with something changed */
async function curl(token: string, block = readmeBlock("curl")): Promise<CurlRun> {
  const folder = mkdtempSync(join(tmpdir(), "curl-"));
  const [wrapper, commandLine] = [join(folder, "curl"), join(folder, "command-line")];
  writeFileSync(wrapper, `#!/bin/sh\nprintf '%s\\n' "$@" > '${commandLine}'\nPATH='${PATH}' exec curl "$@"\n`);
  chmodSync(wrapper, 0o700);
  const { url, authorityFile } = theRehearsal();
  const env = { MLFLOW_TRACKING_URI: url, MLFLOW_TRACKING_TOKEN: token, CURL_CA_BUNDLE: authorityFile };
  const ended = await attemptBesideOthers("sh", ["-c", block], {
    env: { ...env, PATH: `${folder}${delimiter}${PATH}` },
    minutes: 1,
  });
  const run = { ...ended, commandLine: readFileSync(commandLine, "utf8") };
  rmSync(folder, { recursive: true });
  return run;
}

(hasCurl ? describeWithLogin : describe.skip)("curl, as the guide calls it", () => {
  it("lists the experiments, and has the token in its input, not in its arguments", async () => {
    const token = await theRehearsal().token();
    const { status, stdout, stderr, commandLine } = await curl(token);
    expect([status, stderr]).toEqual([0, ""]);
    // The ten that were changed last; other tests make some.
    const names = list(object(parse(stdout)).experiments).map((experiment) => text(object(experiment).name));
    expect(names).not.toEqual([]);
    expect(commandLine).toContain(SEARCH);
    expect(commandLine).not.toContain(token.slice(0, 20));
  }, 30_000);

  it("gets 401 and {} for what is no token, and for a token for another audience", async () => {
    for (const token of ["", "no-token", await theRehearsal().token("alice@example.com", "another-service")]) {
      const { status, stdout, stderr } = await curl(token);
      expect([status, stdout.trim()]).toEqual([22, "{}"]);
      expect(stderr).toContain("error: 401");
    }
  }, 30_000);

  it("gets 403 and a page for a good token of somebody who is not let in", async () => {
    const { status, stdout, stderr } = await curl(await theRehearsal().token("mallory@elsewhere.test"));
    expect([status, stdout]).toEqual([22, expect.stringContaining("<html")]);
    expect(stderr).toContain("error: 403");
  }, 30_000);

  it("gets nothing, and no error, for a path that is for browsers: 302 to the login", async () => {
    const block = readmeBlock("curl").replace(SEARCH, "/").replace("--silent", "--silent --include");
    const { status, stdout } = await curl("no-token", block);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^HTTP\/[\d.]+ 302 /)]);
    expect(stdout).toContain(`${theRehearsal().issuer}/auth?`);
    expect(stdout.split("\r\n\r\n")[1]).toBe("");
  }, 30_000);
});
