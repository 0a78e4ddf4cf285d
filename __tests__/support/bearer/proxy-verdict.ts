import { GCLOUD_AUDIENCE } from "../../../src/auth/google";
import { BearerConfiguration, CLIENT_ID, LOGINS } from "./configuration";

/** The claims of a token that decide; whoever has the issuer's key has signed it, and it has not expired. */
export interface Token {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  /** @default - no such claim */
  readonly email?: string;
  /** @default - no such claim, which counts as verified */
  readonly emailVerified?: boolean;
}

/** What oauth2-proxy is told about bearer tokens, in its own spelling. */
export interface ProxySettings {
  /** `--skip-jwt-bearer-tokens`. */
  readonly enabled: boolean;
  /** OAUTH2_PROXY_EXTRA_JWT_ISSUERS. */
  readonly extraJwtIssuers: string;
  /** OAUTH2_PROXY_EMAIL_DOMAINS. */
  readonly emailDomains: string;
  /** What the list's container gets, with commas between subjects; empty: there is no file. */
  readonly subjects: string;
  /** Issuer whose tokens for CLIENT_ID count, too. */
  readonly ownVerifier: string | undefined;
}

/** What a stack of this configuration tells it; tests of the ring `e2e` hold it against what Terraform renders. */
export function settingsOf(configuration: BearerConfiguration): ProxySettings {
  const { issuers, domains, bearerAudiences, acceptGcloud } = configuration;
  const { description, ownVerifier } = LOGINS[configuration.login];
  const { bearerIssuer, gate } = description;
  const audiences = bearerIssuer === undefined ? [] : [...bearerAudiences, ...(acceptGcloud ? [GCLOUD_AUDIENCE] : [])];
  const pairs = [
    ...audiences.map((audience) => `${String(bearerIssuer)}=${audience}`),
    ...issuers.map(({ issuer, audience }) => `${issuer}=${audience}`),
  ];
  return {
    enabled: pairs.length > 0,
    extraJwtIssuers: pairs.join(","),
    emailDomains: gate === "membership" && domains.length === 0 ? "*" : domains.join(","),
    subjects: issuers.flatMap(({ who }) => (typeof who === "string" ? [] : who.subjects)).join(","),
    ownVerifier,
  };
}

/** 200: let in. 401: as if there were no token. 403: a token of somebody who is not let in. */
export type ProxyVerdict = 200 | 401 | 403;

/**
 * What the real oauth2-proxy 7.15 answers, as it was measured and is measured again by
 * `__tests__/e2e/attack-bearer-issuers.test.ts`: issuer and audience by exact text, one pair each; `email`, or else `sub`,
 * in lower case; then a domain behind the only `@`, or a line of the file, or `*`. A token with neither has no
 * address that could be wrong, and is let in.
 */
export function verdictOf(settings: ProxySettings, token: Token): ProxyVerdict {
  if (!settings.enabled || !isVerified(settings, token) || token.emailVerified === false) return 401;
  const identity = (token.email === undefined || token.email === "" ? token.sub : token.email).toLowerCase();
  const domains = listOf(settings.emailDomains).map((domain) => domain.toLowerCase());
  const isOfDomain = identity.split("@").length === 2 && domains.some((domain) => identity.endsWith(`@${domain}`));
  const isIn = identity === "" || domains.includes("*") || isOfDomain || linesOf(settings.subjects).includes(identity);
  return isIn ? 200 : 403;
}

function isVerified({ extraJwtIssuers, ownVerifier }: ProxySettings, { iss, aud }: Token): boolean {
  const pairs = listOf(extraJwtIssuers).map((pair): readonly [string, string] => {
    const [issuer = "", ...audience] = pair.split("=");
    return [issuer, audience.join("=")];
  });
  const own = ownVerifier === undefined ? [] : [[ownVerifier, CLIENT_ID] as const];
  return [...pairs, ...own].some(([issuer, audience]) => issuer === iss && audience === aud);
}

function listOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(",");
}

/** The file as oauth2-proxy reads it: CSV, its first column, without comments. */
function linesOf(subjects: string): readonly string[] {
  return subjects
    .split(/[,\n]/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
