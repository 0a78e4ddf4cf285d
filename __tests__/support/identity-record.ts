import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { BearerIssuer, BearerTokens } from "../../src/auth/bearer-issuer";
import { IdentityProvider } from "../../src/auth/identity-provider";
import { parseEmbedded } from "./embedded-json";
import { AWS_ROLES, GOOGLE_SERVICE_ACCOUNTS, synthesizeShape } from "./shapes";
import { Json, JsonObject, list, object, parse, text } from "./stack-json";
import { readText } from "./synthesis";

// Relative to the project, which is where npm runs every command: this is bundled, too.
const TESTS = "__tests__/e2e";
const TABLES = ["__tests__/support/attacks", "__tests__/support/bearer"];
/** Where the record lies. */
export const RECORD_FILE = `${TESTS}/identity-record.json`;
/** What runs the attacks, and renews the record when all of them are refused. */
export const RENEWING_COMMAND = "npm run test:e2e";

/** That the attacks were refused by the real oauth2-proxy; without the program, others have this instead. */
export interface IdentityRecord {
  /** The version that refused them, as it tells it. */
  readonly oauth2Proxy: string;
  /** How many tests of attacks passed. */
  readonly passed: number;
  /** Of what decides who gets in, and of the attacks. */
  readonly hash: string;
}

const STATED = { issuerControlsSubjectsAndEmails: true } as const;
const TENANT = "0a1b2c3d-0000-4000-8000-000000000000";
const REALM = "https://keycloak.example.com/realms/ml";

/** Every kind of login that can be synthesized. */
export const PROVIDERS: readonly IdentityProvider[] = [
  { type: "google" },
  { type: "oidc", issuerUrl: "https://login.example.com", ...STATED },
  { type: "github", organization: "acme" },
  { type: "github", organization: "acme", team: "ml", users: ["ada"] },
  { type: "gitlab" },
  { type: "gitlab", url: "https://gitlab.example.com", groups: ["acme/ml", "acme/ops"], ...STATED },
  { type: "entra-id", tenantId: TENANT, ...STATED },
  { type: "entra-id", tenantId: TENANT, groups: ["968b4844-d5e7-4e18-a834-59927959369f"], ...STATED },
  { type: "keycloak-oidc", issuerUrl: REALM, ...STATED },
  { type: "keycloak-oidc", issuerUrl: REALM, roles: ["ml-user", "mlflow:admin"], ...STATED },
  { type: "okta", domain: "acme.okta.com", ...STATED },
  { type: "okta", domain: "acme.okta.com", authorizationServerId: "default", ...STATED },
  { type: "cognito", userPoolId: "eu-west-1_AbCdEfGhI", ...STATED },
  { type: "auth0", domain: "acme.eu.auth0.com", ...STATED },
];

/** Some of them beside tokens of another issuer. */
const BESIDE_OTHER_ISSUERS: readonly (readonly [IdentityProvider, BearerIssuer])[] = [
  [{ type: "google" }, AWS_ROLES],
  [
    { type: "oidc", issuerUrl: "https://login.example.com", issuerControlsSubjectsAndEmails: true },
    GOOGLE_SERVICE_ACCOUNTS,
  ],
  [{ type: "github", organization: "acme" }, AWS_ROLES],
];

/** The last record. */
export function readRecord(): IdentityRecord {
  const { oauth2Proxy, passed, hash } = object(parse(readText(RECORD_FILE)));
  return { oauth2Proxy: text(oauth2Proxy), passed: Number(passed), hash: text(hash) };
}

/** The same for the same project on every machine and in every run. */
export function presentHash(): string {
  const proxies = PROVIDERS.map((provider) => proxyOf(provider));
  const beside = BESIDE_OTHER_ISSUERS.map(([provider, entry]) => proxyOf(provider, { issuers: [entry] }));
  return hashOf([...proxies, ...beside], attackSources());
}

/** Of the containers of oauth2-proxy and of texts by their paths. */
export function hashOf(containers: readonly JsonObject[], sources: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([containers, sorted]))
    .digest("hex");
}

/** Flags, environment and names of secrets: where logs and secrets lie decides nothing. */
export function proxyOf(identityProvider: IdentityProvider, bearerTokens?: BearerTokens): JsonObject {
  const props = { identityProvider, ...(bearerTokens === undefined ? {} : { bearerTokens }) };
  const { attributes } = synthesizeShape(props).only("aws_ecs_task_definition");
  const containers = list(parseEmbedded(text(attributes.container_definitions))).map(object);
  const proxy = containers.find(({ name }) => name === "oauth2-proxy");
  if (proxy === undefined) throw new Error("no container oauth2-proxy");
  const { command = [], environment = [], secrets = [] } = proxy;
  return { command, environment, secrets: list(secrets).map((secret): Json => object(secret).name ?? "") };
}

/** The tests of attacks, by name. */
export function attackTests(): readonly string[] {
  return readdirSync(TESTS).filter((name) => /^attack-.*\.test\.ts$/.test(name));
}

function attackSources(): Readonly<Record<string, string>> {
  const tables = TABLES.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  const paths = [...tables, ...attackTests().map((name) => `${TESTS}/${name}`)];
  return Object.fromEntries(paths.map((path) => [path, readText(path)]));
}

/** What is to be said where the attacks do not run. @throws Error when the record is of something else */
export function verdictOnRecord({ oauth2Proxy, passed, hash }: IdentityRecord, present: string): string {
  if (hash === present)
    return `identity tests not run here, last passed with oauth2-proxy ${oauth2Proxy} (${passed} tests)`;
  throw new Error(
    `The flags of oauth2-proxy or the attacks on it are not those of ${RECORD_FILE}: nobody has shown that strangers are ` +
      `still refused. ${RENEWING_COMMAND} shows it and renews the record, where oauth2-proxy is installed.`,
  );
}

/** What decides whether a run renews the record. */
export interface FinishedRun {
  /** As jest writes them with `--json`. */
  readonly results: JsonObject;
  readonly attackTests: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** How many tests of attacks passed, or why the record stays as it is. */
export function passedAttacks({ results, attackTests: wanted, environment }: FinishedRun): number | string {
  if (environment.CI) return "CI compares and does not renew";
  if (environment.E2E_FOLDER !== undefined) return "the rehearsal was started by somebody else, perhaps of other flags";
  if (results.success !== true || results.wasInterrupted !== false) return "the ring did not pass";
  const files = list(results.testResults).map(object);
  let passed = 0;
  for (const name of wanted) {
    const file = files.find((each) => basename(text(each.name)) === name);
    const statuses = list(file?.assertionResults ?? []).map((each) => object(each).status);
    if (statuses.length === 0) return `${name} did not run`;
    if (statuses.some((status) => status !== "passed")) return `not all tests of ${name} ran and passed`;
    passed += statuses.length;
  }
  return passed;
}
