import { Problem } from "../terraform/problem";
import type { ProviderDescription } from "./identity-provider";
import { ProviderFlags } from "./oauth2-proxy-flags";
import { isSharedIssuer } from "./shared-issuers";

/** The statement that everybody makes whose issuer is not known to verify e-mail addresses by itself. */
export interface IssuerStatement {
  /**
   * You state that nobody outside of your organization can get an account with this issuer, and that its users cannot
   * choose their own `sub` or an unverified `email`. Everybody for whom that is not true would be let in:
   * oauth2-proxy takes `sub` as the e-mail address of a token without one.
   */
  readonly issuerControlsSubjectsAndEmails: true;
}

/** For issuers that give a refresh token only when it is asked for. */
export const OFFLINE_SCOPE = "openid email profile offline_access";

const ISSUER_URL = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/;
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** What all logins with an OpenID Connect issuer of one's own have in common. */
export function describeIssuer(
  issuerUrl: string,
  flags: Omit<ProviderFlags, "oidc-issuer-url" | "insecure-oidc-skip-nonce">,
  problems: readonly Problem[],
): ProviderDescription {
  return {
    flags: {
      ...flags,
      "oidc-issuer-url": issuerUrl,
      // oauth2-proxy's default is not to check it.
      "insecure-oidc-skip-nonce": false,
    },
    bearerIssuer: issuerUrl,
    refusesBearerIssuers: undefined,
    gate: "email-domain",
    sessionLifetime: "168h",
    sharedUserAudience: undefined,
    problems,
  };
}

/** A description without bearer tokens, and why. */
export function withoutBearerTokens(description: ProviderDescription, reason: string): ProviderDescription {
  return { ...description, bearerIssuer: undefined, refusesBearerIssuers: reason };
}

/** It stands in the task definition once for each of `bearer_audiences`, and that has 64 KiB. */
const LONGEST_ISSUER = 128;

/** What is wrong with an issuer that is given as a URL. */
export function issuerUrlProblems(where: string, issuerUrl: string, fix: string): readonly Problem[] {
  const valid = ISSUER_URL.test(issuerUrl) && URL.canParse(issuerUrl) && issuerUrl.length <= LONGEST_ISSUER;
  if (valid) return sharedIssuerProblems(where, issuerUrl);
  const allowed = `an https:// URL of at most ${LONGEST_ISSUER} characters without user, query, fragment, comma or =`;
  return [{ where, given: JSON.stringify(issuerUrl), allowed, fix }];
}

/** What is wrong with the host name that an issuer is made of. */
export function hostNameProblems(where: string, name: string, example: string): readonly Problem[] {
  if (HOST_NAME.test(name)) return sharedIssuerProblems(where, `https://${name}`, name);
  return [
    {
      where,
      given: JSON.stringify(name),
      allowed: `a host name in lower case, such as ${example}`,
      fix: "leave out https://, path, port and the dot at the end",
    },
  ];
}

function sharedIssuerProblems(where: string, issuerUrl: string, given = issuerUrl): readonly Problem[] {
  if (!isSharedIssuer(issuerUrl)) return [];
  return [
    {
      where,
      given: JSON.stringify(given),
      allowed: "an issuer of your own, where strangers can have no account",
      fix: "anyone in the world can get a token with a subject of their choice there, such as a branch named you@your.domain; use your organization's own issuer or tenant",
    },
  ];
}

/** What is said wherever the statement is missing. */
export const STATEMENT = {
  allowed: "true, as your statement about the issuer",
  fix: "do not use an issuer that lets people choose their subject or an unverified e-mail: everyone could get in",
} as const;

/** A program without types can leave the statement out, too. */
export function statementProblems(stated: boolean | undefined): readonly Problem[] {
  if (stated === true) return [];
  return [{ where: "issuerControlsSubjectsAndEmails", given: String(stated), ...STATEMENT }];
}

/** What is wrong with a list of groups or roles that narrows who gets in; not given, it narrows nothing. */
export function narrowingProblems(
  where: string,
  names: readonly string[] | undefined,
  { pattern, allowed, fix }: { readonly pattern: RegExp; readonly allowed: string; readonly fix: string },
): readonly Problem[] {
  if (names?.length === 0) {
    return [
      {
        where,
        given: "[]",
        allowed: `at least one entry: ${allowed}`,
        fix: `leave ${where} out if everybody of allowed_email_domains shall get in`,
      },
    ];
  }
  return (names ?? [])
    .filter((name) => !pattern.test(name))
    .map((name) => ({ where, given: JSON.stringify(name), allowed, fix }));
}
