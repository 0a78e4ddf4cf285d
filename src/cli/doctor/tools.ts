import { spawnSync } from "node:child_process";
import { Check, Finding } from "./check";
import { findingsOf } from "./finding";
import { objectOf, parseJson, textOf } from "./json";

const NAME = "tools";
const say = findingsOf(NAME);
const INSTALL = "Install Terraform 1.11 or later and put it on PATH.";

/** Node and Terraform, in versions that work. */
export const tools: Check = {
  name: NAME,
  run: ({ env }) => Promise.resolve([judgeNode(process.versions.node), judgeTerraform(terraformVersion(env))]),
};

/** package.json says the same: `>=20.12 <23`. */
export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 20 && minor >= 12) || major === 21 || major === 22
    ? say.ok(`Node ${version}.`)
    : say.problem(`Node ${version} is not supported.`, "Install Node 20.12 or later, but not 23: 22 is best.");
}

/** @param version `undefined`: it cannot be started; `""`: it does not tell */
export function judgeTerraform(version: string | undefined): Finding {
  if (version === undefined) return say.problem("terraform cannot be started.", INSTALL);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 11)
    ? say.ok(`Terraform ${version}.`)
    : say.problem(
        `Terraform ${version} is too old: secrets are written by write-only arguments, which came with 1.11.`,
        INSTALL,
      );
}

function terraformVersion(env: NodeJS.ProcessEnv): string | undefined {
  const { stdout, status, error } = spawnSync("terraform", ["version", "-json"], { env, encoding: "utf8" });
  if (error !== undefined || status !== 0) return undefined;
  return textOf(objectOf(parseJson(stdout)).terraform_version);
}
