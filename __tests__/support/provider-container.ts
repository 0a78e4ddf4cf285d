import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IdentityProvider } from "../../src/auth/identity-provider";
import { cleanEnvironment } from "./environment";
import { proxyOf } from "./identity-record";
import { run } from "./run";
import { Json, JsonObject, list, object, parse, text } from "./stack-json";

/** What oauth2-proxy is started with. */
export interface ProxyStart {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Worthless, and of the form that oauth2-proxy asks for. */
const SECRETS: Readonly<Record<string, string>> = {
  OAUTH2_PROXY_CLIENT_ID: "client-of-the-tests",
  OAUTH2_PROXY_CLIENT_SECRET: "worthless",
  OAUTH2_PROXY_COOKIE_SECRET: "0123456789abcdef0123456789abcdef",
};

/** The synthesized containers of oauth2-proxy, one for each provider, with variables of these values, as ECS would start them. */
export function proxyStarts(providers: readonly IdentityProvider[], variables: JsonObject): readonly ProxyStart[] {
  const containers = providers.map((provider) => proxyOf(provider));
  const rendered = list(evaluated(containers, variables)).map(object);
  return rendered.map(({ command, environment, secrets }) => ({
    args: list(command ?? []).map(text),
    env: {
      ...Object.fromEntries(
        list(environment ?? [])
          .map(object)
          .map(({ name, value }) => [text(name), text(value)]),
      ),
      ...Object.fromEntries(
        list(secrets ?? [])
          .map(text)
          .map((name) => [name, SECRETS[name] ?? "unknown"]),
      ),
    },
  }));
}

/** A value whose strings are templates of Terraform, as Terraform renders them. */
function evaluated(value: Json, variables: JsonObject): Json {
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  try {
    const declared = Object.entries(variables).map(([name, given]) => [name, { default: given }] as const);
    const module: Json = { variable: Object.fromEntries(declared), locals: { value } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(module));
    const { stdout } = run("sh", ["-c", "echo 'jsonencode(local.value)' | terraform console"], {
      cwd: folder,
      env: cleanEnvironment(),
      minutes: 1,
    });
    return parse(text(parse(stdout)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
