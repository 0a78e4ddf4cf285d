import { BearerIssuer, BearerTokens } from "../../../src/auth/bearer-issuer";
import { BEARER_RULES, BearerRule } from "../../../src/auth/bearer-rules";
import { describeProvider, IdentityProvider, ProviderDescription } from "../../../src/auth/identity-provider";
import { ADMIT_EVERY_ACCOUNT } from "../../../src/stacks/mlflow-stack-props";

/** A login, and what oauth2-proxy makes of its own tokens. */
export interface Login {
  readonly provider: IdentityProvider | undefined;
  readonly description: Pick<ProviderDescription, "bearerIssuer" | "refusesBearerIssuers" | "gate">;
  /** Issuer whose tokens for the client's own id count once bearer tokens are on: with `oidc` and its like. */
  readonly ownVerifier: string | undefined;
}

export const CLIENT_ID = "client-of-the-login";

function login(provider: IdentityProvider, ownVerifier?: string): Login {
  return { provider, description: describeProvider(provider), ownVerifier };
}

function oidc(issuerUrl: string): Login {
  return login({ type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true }, issuerUrl);
}

export const LOGINS = {
  google: login({ type: "google" }),
  github: login({ type: "github", organization: "acme" }),
  oidc: oidc("https://login.example.com"),
  "oidc elsewhere": oidc("https://sso.example.org/realms/ml"),
  /** A login whose client id everybody knows, at an issuer where everybody has an account: gitlab.com is one. */
  "a public one": {
    provider: undefined,
    description: { bearerIssuer: undefined, refusesBearerIssuers: "anyone has an account there", gate: "membership" },
    ownVerifier: "https://gitlab.com",
  },
} as const satisfies Readonly<Record<string, Login>>;

/** Everything that decides whose tokens are accepted: props of a stack, and values of its variables. */
export interface BearerConfiguration {
  readonly login: keyof typeof LOGINS;
  readonly admitEveryAccount: boolean;
  readonly issuers: readonly BearerIssuer[];
  readonly domains: readonly string[];
  readonly bearerAudiences: readonly string[];
  readonly acceptGcloud: boolean;
}

/** `bearerTokens` of the stack; a configuration without issuers is one without the property. */
export function bearerTokensOf({ issuers }: BearerConfiguration): BearerTokens | undefined {
  return issuers.length === 0 ? undefined : { issuers };
}

/** The props of a stack with this configuration, for logins that can be synthesized. */
export function propsOf(configuration: BearerConfiguration): {
  readonly identityProvider: IdentityProvider;
  readonly bearerTokens?: BearerTokens;
  readonly admitEveryAccount?: typeof ADMIT_EVERY_ACCOUNT;
} {
  const { provider } = LOGINS[configuration.login];
  const bearerTokens = bearerTokensOf(configuration);
  if (provider === undefined) throw new Error(`${configuration.login} is no login of a stack`);
  return {
    identityProvider: provider,
    ...(bearerTokens === undefined ? {} : { bearerTokens }),
    ...(configuration.admitEveryAccount ? { admitEveryAccount: ADMIT_EVERY_ACCOUNT } : {}),
  };
}

/** Whether synth and plan accept it; the rules are the project's, or all of them but some. */
export function isAccepted(configuration: BearerConfiguration, rules: readonly BearerRule[] = BEARER_RULES): boolean {
  const { description: provider } = LOGINS[configuration.login];
  const bearerTokens = bearerTokensOf(configuration);
  if (!variablesAreAccepted(configuration)) return false;
  if (bearerTokens === undefined) return true;
  const combination = { provider, bearerTokens, admitsEveryAccount: configuration.admitEveryAccount };
  return rules.every(({ problems }) => problems(combination).length === 0);
}

/** The validations of settings/access.ts, which the ring `terraform` asks Terraform about. */
function variablesAreAccepted(configuration: BearerConfiguration): boolean {
  const { domains, bearerAudiences, acceptGcloud, admitEveryAccount, issuers } = configuration;
  const { gate, bearerIssuer } = LOGINS[configuration.login].description;
  const mayBeEmpty = gate === "membership" && issuers.length === 0;
  return (
    (domains.length > 0 || mayBeEmpty) &&
    (admitEveryAccount || !domains.includes("*")) &&
    (bearerIssuer !== undefined || bearerAudiences.length === 0) &&
    (!acceptGcloud || (configuration.login === "google" && !domains.includes("*")))
  );
}
