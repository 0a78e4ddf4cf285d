import { Token } from "cdktf";
import { expression } from "../terraform/expression";
import { BearerTokens, subjectsOf } from "./bearer-issuer";
import { ProviderDescription } from "./identity-provider";

/** Which bearer tokens oauth2-proxy accepts beside a login. */
export interface BearerPolicy {
  /** Value of `--skip-jwt-bearer-tokens`: "true" as soon as one audience is named. */
  readonly enabled: string;
  /** Value of OAUTH2_PROXY_EXTRA_JWT_ISSUERS: `issuer=audience`, comma-separated; empty when bearer tokens are off. */
  readonly extraJwtIssuers: string;
  /** What is let in beside the e-mail domains, whatever the issuer: see `bearer-rules.ts`. */
  readonly subjects: readonly string[];
}

/**
 * Tokens of the login's own issuer, for the audiences in `bearer_audiences`, and those of the issuers in `bearerTokens`.
 *
 * oauth2-proxy checks signature, issuer, expiry and audience, and then the same e-mail domains as for a login.
 * With `google` it accepts no bearer token by itself. With `oidc` the client's own id is an accepted audience, too,
 * once bearer tokens are on.
 */
export function bearerPolicy(provider: ProviderDescription, tokens: BearerTokens = { issuers: [] }): BearerPolicy {
  const { bearerIssuer, sharedUserAudience } = provider;
  const pairs = tokens.issuers.map(({ issuer, audience }) => `${issuer}=${audience}`);
  const subjects = [...new Set(tokens.issuers.flatMap(subjectsOf))];
  if (bearerIssuer === undefined)
    return { enabled: String(pairs.length > 0), extraJwtIssuers: pairs.join(","), subjects };
  const shared =
    sharedUserAudience === undefined ? "[]" : `var.accept_gcloud_user_tokens ? ["${sharedUserAudience}"] : []`;
  const audiences = `concat(var.bearer_audiences, ${shared})`;
  const ofLogin = `[for audience in ${audiences} : format("%s=%s", "${bearerIssuer}", audience)]`;
  return pairs.length === 0
    ? {
        enabled: Token.asString(expression(`tostring(length(${audiences}) > 0)`)),
        extraJwtIssuers: Token.asString(expression(`join(",", ${ofLogin})`)),
        subjects,
      }
    : {
        enabled: "true",
        extraJwtIssuers: Token.asString(expression(`join(",", concat(${ofLogin}, ${JSON.stringify(pairs)}))`)),
        subjects,
      };
}
