import { ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { describeProvider, IdentityProvider } from "../../src/auth/identity-provider";
import { freePort } from "../../src/rehearsal/listen";
import { cleanEnvironment } from "../support/environment";
import { PROVIDERS } from "../support/identity-record";
import { ProxyStart, proxyStarts } from "../support/provider-container";
import { describeWithLogin } from "../support/rehearsal";
import { attemptBesideOthers, Ended } from "../support/run";

const VARIABLES = {
  allowed_email_domains: ["example.com", "example.org"],
  accept_gcloud_user_tokens: false,
  dns_record_name: "mlflow",
  domain: "example.com",
};

/** Nothing here asks the internet: a proxy that nobody listens on stands in front of it. */
const OFFLINE = { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };

/** oauth2-proxy's own check of options: it reads and judges them, and asks no issuer of the login. */
function check({ args, env }: ProxyStart): Promise<Ended> {
  const environment = cleanEnvironment({ ...OFFLINE, ...env });
  return attemptBesideOthers("oauth2-proxy", [...args, "--config-test"], { env: environment, minutes: 1 });
}

const named = PROVIDERS.map((provider, at) => ({ provider, at, name: JSON.stringify(provider) }));

describeWithLogin("the options of oauth2-proxy", () => {
  let off: readonly ProxyStart[] = [];
  let on: readonly ProxyStart[] = [];

  beforeAll(() => {
    off = proxyStarts(PROVIDERS, { ...VARIABLES, bearer_audiences: [] });
    on = proxyStarts(PROVIDERS, { ...VARIABLES, bearer_audiences: ["training.example.com"] });
  }, 60_000);

  it("are valid by its own check for every provider, with bearer tokens and without", async () => {
    const [without, withTokens] = await Promise.all([off, on].map((starts) => Promise.all(starts.map(check))));
    const ended = [...(without ?? []), ...(withTokens ?? [])];
    expect(ended).toHaveLength(2 * PROVIDERS.length);
    const refused = ended.filter(({ status, stdout }) => status !== 0 || !/^configuration is valid$/m.test(stdout));
    expect(refused.map(({ output }) => output)).toEqual([]);
    // It asks the issuers of bearer tokens, and these alone; one that does not answer is no error.
    const asks = ({ output }: Ended): boolean => output.includes("Performing OIDC Discovery");
    expect(without?.some(asks)).toBe(false);
    expect(withTokens?.map(asks)).toEqual(PROVIDERS.map((each) => describeProvider(each).bearerIssuer !== undefined));
  }, 120_000);

  it.each<[string, Partial<ProxyStart>, RegExp]>([
    ["a flag that it does not know", { args: ["--tenant=acme"] }, /unknown flag/],
    ["a list of groups that is no list", { args: ['--allowed-group=a"b'] }, /allowed-group/],
    ["no client", { env: { OAUTH2_PROXY_CLIENT_ID: "" } }, /provider missing setting: client-id/],
    ["nobody who gets in", { env: { OAUTH2_PROXY_EMAIL_DOMAINS: "" } }, /missing setting for email validation/],
  ])("are refused with %s", async (_what, { args = [], env = {} }, message) => {
    const broken = off.map((start) => ({ args: [...start.args, ...args], env: { ...start.env, ...env } }));
    const ended = await Promise.all(broken.map(check));
    expect(ended.filter(({ status, output }) => status === 0 || !message.test(output))).toEqual([]);
  });

  it.each(named)(
    "lead to the login page of the provider: $name",
    async ({ provider, at }) => {
      const start = off[at] ?? { args: [], env: {} };
      const { searchParams } = await loginPage(start);
      const scopes = (searchParams.get("scope") ?? "").split(" ");
      expect(searchParams.get("response_type")).toBe("code");
      expect(searchParams.get("client_id")).toBe("client-of-the-tests");
      expect(searchParams.get("redirect_uri")).toBe("https://mlflow.example.com/oauth2/callback");
      expect(searchParams.get("code_challenge_method")).toBe("S256");
      expect(searchParams.has("nonce")).toBe(asksIssuer(provider));
      expect(scopes.includes("openid")).toBe(asksIssuer(provider));
      expect(scopes.includes("offline_access")).toBe(["okta", "auth0", "entra-id"].includes(provider.type));
      // Entra ID refuses a sign-in with a scope that it does not know.
      expect(scopes).not.toContain("groups");
    },
    60_000,
  );
});

/** Whether oauth2-proxy takes an ID token from the issuer, and not the answers of an API. */
function asksIssuer({ type }: IdentityProvider): boolean {
  return type !== "google" && type !== "github";
}

/** What an issuer would tell by discovery: where the login page is. The flags of the container stay as they are. */
const DISCOVERED = {
  OAUTH2_PROXY_SKIP_OIDC_DISCOVERY: "true",
  OAUTH2_PROXY_OIDC_JWKS_URL: "https://issuer.example.com/keys",
  OAUTH2_PROXY_LOGIN_URL: "https://issuer.example.com/login",
  OAUTH2_PROXY_REDEEM_URL: "https://issuer.example.com/token",
};

const namesIssuer = (arg: string): boolean => arg.startsWith("--oidc-issuer-url=");

/** Where a container of oauth2-proxy that really runs sends a browser. */
async function loginPage({ args, env }: ProxyStart): Promise<URL> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn("oauth2-proxy", [...args, `--http-address=127.0.0.1:${port}`], {
    env: cleanEnvironment({ ...OFFLINE, ...(args.some(namesIssuer) ? DISCOVERED : {}), ...env }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    await answers(child, origin);
    const { headers } = await fetch(origin, { redirect: "manual" });
    return new URL(headers.get("location") ?? "");
  } finally {
    child.kill("SIGKILL");
  }
}

async function isUp(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/ping`)).ok;
  } catch {
    return false;
  }
}

async function answers(child: ChildProcess, origin: string): Promise<void> {
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log += String(chunk);
  });
  for (const patienceEnds = Date.now() + 20_000; Date.now() < patienceEnds;) {
    if (child.exitCode !== null) throw new Error(`oauth2-proxy ended:\n${log}`);
    if (await isUp(origin)) return;
    await sleep(50);
  }
  throw new Error(`oauth2-proxy does not answer:\n${log}`);
}
