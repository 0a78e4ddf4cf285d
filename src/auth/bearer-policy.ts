import { Token } from "cdktf";
import { expression } from "../terraform/expression";
import { ProviderDescription } from "./identity-provider";

/** Which bearer tokens oauth2-proxy accepts beside a login. */
export interface BearerPolicy {
  /** Value of `--skip-jwt-bearer-tokens`: "true" as soon as one audience is named. */
  readonly enabled: string;
  /** Value of OAUTH2_PROXY_EXTRA_JWT_ISSUERS: `issuer=audience`, comma-separated; empty when bearer tokens are off. */
  readonly extraJwtIssuers: string;
}

/**
 * Tokens of the login's own issuer, for the audiences in `bearer_audiences` and nothing else.
 *
 * oauth2-proxy checks signature, issuer, expiry and audience, and then the same e-mail domains as for a login.
 * With `google` it accepts no bearer token by itself. With `oidc` the client's own id is an accepted audience, too,
 * once bearer tokens are on.
 */
export function bearerPolicy(provider: ProviderDescription): BearerPolicy {
  const { bearerIssuer, sharedUserAudience } = provider;
  if (bearerIssuer === undefined) return { enabled: "false", extraJwtIssuers: "" };
  const shared =
    sharedUserAudience === undefined ? "[]" : `var.accept_gcloud_user_tokens ? ["${sharedUserAudience}"] : []`;
  const audiences = `concat(var.bearer_audiences, ${shared})`;
  return {
    enabled: Token.asString(expression(`tostring(length(${audiences}) > 0)`)),
    extraJwtIssuers: Token.asString(
      expression(`join(",", [for audience in ${audiences} : format("%s=%s", "${bearerIssuer}", audience)])`),
    ),
  };
}
