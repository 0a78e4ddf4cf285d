import type { ProviderDescription } from "./identity-provider";
import {
  describeIssuer,
  IssuerStatement,
  issuerUrlProblems,
  narrowingProblems,
  statementProblems,
  withoutBearerTokens,
} from "./oidc-issuer";

/**
 * Sign-in with a realm of Keycloak. For Keycloak the statement says: nobody can register by themselves, and subjects and
 * addresses come from administrators or from a directory. With user federation `sub` ends in the directory's own id.
 */
export interface KeycloakOidcProvider extends IssuerStatement {
  readonly type: "keycloak-oidc";
  /** Issuer of the realm, for example `https://keycloak.example.com/realms/ml`. */
  readonly issuerUrl: string;
  /**
   * Roles of which people need one, beside an address of `allowed_email_domains`: a role of the realm (`mlflow-user`), or
   * of a client (`client-id:role`). Bearer tokens are off then.
   * @default - no role is asked for
   */
  readonly roles?: readonly string[];
}

/** `/auth` was in front of it before Keycloak 17. */
const REALM = /\/realms\/[A-Za-z0-9._~-]+$/;
const ROLE = { pattern: /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,254}$/, allowed: "a role, or client-id:role" } as const;

/** The login with a realm, and what is wrong with its settings. */
export function describeKeycloakOidc(provider: KeycloakOidcProvider): ProviderDescription {
  const { issuerUrl, roles, issuerControlsSubjectsAndEmails } = provider;
  const description = describeIssuer(
    issuerUrl,
    { provider: "keycloak-oidc", ...(roles === undefined ? {} : { "allowed-role": roles }) },
    [
      ...realmProblems(issuerUrl),
      ...narrowingProblems("roles", roles, { ...ROLE, fix: "give the role a name of letters, digits and ._:/-" }),
      ...statementProblems(issuerControlsSubjectsAndEmails),
    ],
  );
  if (roles === undefined) return description;
  return withoutBearerTokens(
    description,
    "every session needs one of `roles`, and oauth2-proxy reads no roles from the tokens of other issuers: leave out roles, or bearerTokens",
  );
}

function realmProblems(issuerUrl: string): ProviderDescription["problems"] {
  const fix = "copy `issuer` from the realm's /.well-known/openid-configuration";
  const problems = issuerUrlProblems("issuerUrl", issuerUrl, fix);
  if (problems.length > 0 || REALM.test(issuerUrl)) return problems;
  return [
    {
      where: "issuerUrl",
      given: JSON.stringify(issuerUrl),
      allowed: "the issuer of a realm, which ends in /realms/ and its name",
      fix,
    },
  ];
}
