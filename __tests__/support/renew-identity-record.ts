/** Renews the identity record after a run of the e2e ring: `renew-identity-record.js <results of jest --json>`. */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { attackTests, passedAttacks, presentHash, RECORD_FILE } from "./identity-record";
import { object, parse } from "./stack-json";
import { readText } from "./synthesis";

const [results = ""] = process.argv.slice(2);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function versionOfProxy(): string {
  const { stdout } = spawnSync("oauth2-proxy", ["--version"], { encoding: "utf8" });
  const version = /^oauth2-proxy (v\S+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`oauth2-proxy does not tell its version: ${stdout}`);
  return version;
}

const passed = existsSync(results)
  ? passedAttacks({ results: object(parse(readText(results))), attackTests: attackTests(), environment: process.env })
  : "the ring did not run";
if (typeof passed === "string") say(`Identity record not renewed: ${passed}.`);
else {
  const record = { oauth2Proxy: versionOfProxy(), passed, hash: presentHash() };
  writeFileSync(RECORD_FILE, `${JSON.stringify(record, null, 2)}\n`);
  say(`Identity record: ${passed} tests passed with oauth2-proxy ${record.oauth2Proxy}.`);
}
