/**
 * The flags of oauth2-proxy that this project sets, by their own names.
 * Source: oauth2-proxy 7.15, https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
 */
export interface OAuth2ProxyFlags {
  readonly provider: "google" | "github" | "gitlab" | "entra-id" | "keycloak-oidc" | "oidc";
  readonly "oidc-issuer-url"?: string;
  readonly "insecure-oidc-skip-nonce"?: boolean;
  readonly scope?: string;
  readonly "allowed-group"?: readonly string[];
  readonly "allowed-role"?: readonly string[];
  readonly "gitlab-group"?: readonly string[];
  readonly "github-org"?: string;
  readonly "github-team"?: string;
  readonly "github-user"?: readonly string[];
  readonly "http-address": string;
  readonly upstream: string;
  readonly "upstream-timeout": string;
  readonly "redirect-url": string;
  readonly "skip-provider-button": boolean;
  readonly "code-challenge-method": "S256";
  /** `true`, `false` or a Terraform expression that becomes one of them. */
  readonly "skip-jwt-bearer-tokens": string;
  readonly "api-route": readonly string[];
  readonly "cookie-name": string;
  readonly "cookie-secure": boolean;
  readonly "cookie-httponly": boolean;
  readonly "cookie-samesite": "lax" | "strict";
  readonly "cookie-refresh": string;
  readonly "cookie-expire": string;
  readonly "cookie-csrf-per-request": boolean;
  readonly "cookie-csrf-per-request-limit": number;
  readonly "ping-path": string;
  readonly "ready-path": string;
  readonly "silence-ping-logging": boolean;
  /** HTML at the end of oauth2-proxy's own pages. */
  readonly footer: string;
  readonly "reverse-proxy": boolean;
}

/** The flags that belong to the identity provider alone. */
export type ProviderFlags = Pick<
  OAuth2ProxyFlags,
  | "provider"
  | "oidc-issuer-url"
  | "insecure-oidc-skip-nonce"
  | "scope"
  | "allowed-group"
  | "allowed-role"
  | "gitlab-group"
  | "github-org"
  | "github-team"
  | "github-user"
>;

/**
 * Command-line arguments, one item a flag and always `--flag=value`.
 *
 * As two items, `"--cookie-secure", "false"` means *true*: the parser takes a boolean flag without `=` as set and
 * ignores the next word. Lists become one flag an item.
 *
 * @throws Error when an item of a list holds a comma: oauth2-proxy would split it
 */
export function renderFlags(flags: OAuth2ProxyFlags): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]: [string, unknown]) =>
    Array.isArray(value) ? value.map((item) => listFlag(name, String(item))) : [`--${name}=${String(value)}`],
  );
}

function listFlag(name: string, item: string): string {
  if (item.includes(","))
    throw new Error(`--${name}: oauth2-proxy splits lists at commas, so "${item}" cannot be one item`);
  return `--${name}=${item}`;
}
