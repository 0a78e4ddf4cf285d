import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "@cdktf/hcl2json";
import { z } from "zod";
import { HcpRunError } from "./hcp-run";

/** `credentials` of a CLI configuration: in JSON one object a host, from HCL a list of blocks. */
const Credentials = z.object({ token: z.string().min(1) });
const Configuration = z.object({
  credentials: z.record(z.string(), z.union([Credentials, z.array(Credentials)])).optional(),
});

/**
 * The token for a host where Terraform finds it: `TF_TOKEN_<host>`, the CLI configuration file, or what `terraform login`
 * has written. Credentials helpers are not asked.
 *
 * @throws HcpRunError when there is none
 */
export async function hcpToken(
  hostname: string,
  env: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): Promise<string> {
  const token = tokenOfEnvironment(hostname, env) ?? (await tokenOfFiles(hostname, env, home));
  if (token !== undefined) return token;
  throw new HcpRunError(
    `There is no token for ${hostname}. Run terraform login ${hostname}, or set ${variableName(hostname)}.`,
  );
}

/** Such as `TF_TOKEN_app_terraform_io`: dots become `_`, hyphens `__`. */
function variableName(hostname: string): string {
  return `TF_TOKEN_${hostname.replaceAll("-", "__").replaceAll(".", "_")}`;
}

function tokenOfEnvironment(hostname: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  // Terraform reads the names backwards, so a hyphen may stand there as it is, and case does not matter.
  const hostOf = (name: string): string =>
    name.slice("TF_TOKEN_".length).replaceAll("__", "-").replaceAll("_", ".").toLowerCase();
  const found = Object.entries(env).find(
    ([name, value]) => name.startsWith("TF_TOKEN_") && value && hostOf(name) === hostname.toLowerCase(),
  );
  return found?.[1];
}

/** With a configuration file of another name Terraform does not look into `.terraform.d`; else that folder wins. */
async function tokenOfFiles(
  hostname: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<string | undefined> {
  const given = env.TF_CLI_CONFIG_FILE;
  const files = given ? [given] : [join(home, ".terraform.d/credentials.tfrc.json"), join(home, ".terraformrc")];
  for (const file of files.filter((path) => existsSync(path))) {
    const { credentials = {} } = await readConfiguration(file);
    const ofHost = Object.entries(credentials).find(([host]) => host.toLowerCase() === hostname.toLowerCase())?.[1];
    const token = Array.isArray(ofHost) ? ofHost[0]?.token : ofHost?.token;
    if (token !== undefined) return token;
  }
  return undefined;
}

async function readConfiguration(file: string): Promise<z.infer<typeof Configuration>> {
  const text = readFileSync(file, "utf8");
  try {
    return Configuration.parse(file.endsWith(".json") ? JSON.parse(text) : await parse(file, text));
  } catch {
    // Neither parser's message is passed on: it may quote the line of a token.
    throw new HcpRunError(`${file} cannot be read as a configuration of the Terraform CLI.`);
  }
}
