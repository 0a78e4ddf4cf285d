import { awslogs, ContainerDefinition, environment, hardening, LogTarget } from "../ecs/container-definition";
import { MLFLOW_PORT, OAUTH2_PROXY_PORT, REQUEST_TIMEOUT_SECONDS } from "../ecs/request-path";
import { ADMITTED_SUBJECTS_CONTAINER, ADMITTED_SUBJECTS_FILE, admittedSubjectsMount } from "./admitted-subjects";
import { BearerPolicy } from "./bearer-policy";
import { ProviderDescription } from "./identity-provider";
import { OAuth2ProxyFlags, ProviderFlags, renderFlags } from "./oauth2-proxy-flags";

export interface OAuth2ProxyContainerProps {
  readonly image: string;
  /** The one host name that is served. */
  readonly publicHost: string;
  readonly provider: ProviderFlags;
  /** What decides who gets in: told to whoever does not. */
  readonly gate: ProviderDescription["gate"];
  /** Value of `--cookie-expire`. */
  readonly sessionLifetime: string;
  readonly bearer: BearerPolicy;
  /** Comma-separated e-mail domains; `*` for all. */
  readonly emailDomains: string;
  /** Complete ARNs. */
  readonly secrets: { readonly clientId: string; readonly clientSecret: string; readonly cookieSecret: string };
  readonly logs: LogTarget;
  /** Name of the container that must be healthy first. */
  readonly waitFor: string;
}

export const OAUTH2_PROXY_CONTAINER = "oauth2-proxy";

/** Who gets in, in the words of the page for everybody else, which by itself says "Forbidden" and no more. */
const ADMITTED: Readonly<Record<ProviderDescription["gate"], string>> = {
  "email-domain": "accounts of certain e-mail domains",
  membership: "members of certain organizations or teams and certain users",
};

/** Where the identity provider sends people back to. */
export function redirectUrl(publicHost: string): string {
  return `https://${publicHost}/oauth2/callback`;
}

/** The only container that anything can connect to. Its image has no shell, so the load balancer checks its health. */
export function oauth2ProxyContainer(props: OAuth2ProxyContainerProps): ContainerDefinition {
  const readsSubjects = props.bearer.subjects.length > 0;
  return {
    name: OAUTH2_PROXY_CONTAINER,
    image: props.image,
    essential: true,
    command: renderFlags(flags(props)),
    environment: environment({
      OAUTH2_PROXY_EMAIL_DOMAINS: props.emailDomains,
      OAUTH2_PROXY_EXTRA_JWT_ISSUERS: props.bearer.extraJwtIssuers,
      ...(readsSubjects ? { OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE: ADMITTED_SUBJECTS_FILE } : {}),
    }),
    secrets: [
      { name: "OAUTH2_PROXY_CLIENT_ID", valueFrom: props.secrets.clientId },
      { name: "OAUTH2_PROXY_CLIENT_SECRET", valueFrom: props.secrets.clientSecret },
      { name: "OAUTH2_PROXY_COOKIE_SECRET", valueFrom: props.secrets.cookieSecret },
    ],
    portMappings: [{ containerPort: OAUTH2_PROXY_PORT, protocol: "tcp" }],
    dependsOn: [
      { containerName: props.waitFor, condition: "HEALTHY" },
      ...(readsSubjects ? [{ containerName: ADMITTED_SUBJECTS_CONTAINER, condition: "SUCCESS" } as const] : []),
    ],
    ...(readsSubjects ? { mountPoints: [admittedSubjectsMount({ write: false })] } : {}),
    stopTimeout: 120,
    ...hardening(),
    logConfiguration: awslogs(props.logs),
  };
}

function flags(props: OAuth2ProxyContainerProps): OAuth2ProxyFlags {
  return {
    ...props.provider,
    "http-address": `0.0.0.0:${OAUTH2_PROXY_PORT}`,
    upstream: `http://127.0.0.1:${MLFLOW_PORT}/`,
    "upstream-timeout": `${REQUEST_TIMEOUT_SECONDS}s`,
    "redirect-url": redirectUrl(props.publicHost),
    "skip-provider-button": true,
    "code-challenge-method": "S256",
    "skip-jwt-bearer-tokens": props.bearer.enabled,
    // Clients get 401 here instead of a login page. The last one: a client that cannot read /version stores traces the old way.
    "api-route": ["^/(api|ajax-api|gateway|v1)/", "^/(graphql|get-artifact|model-versions)", "^/(version|health)$"],
    "cookie-name": "__Host-oauth2_proxy",
    "cookie-secure": true,
    "cookie-httponly": true,
    "cookie-samesite": "lax",
    // Asks the provider again: without it a disabled account would stay in for the whole life of the cookie.
    "cookie-refresh": "1h",
    "cookie-expire": props.sessionLifetime,
    "cookie-csrf-per-request": true,
    "cookie-csrf-per-request-limit": 5,
    "ping-path": "/ping",
    "ready-path": "/ready",
    "silence-ping-logging": true,
    // In place of a line that tells everybody the version of oauth2-proxy.
    footer: `<span class="is-size-5 has-text-dark">Only ${ADMITTED[props.gate]} may use this MLflow. Sign in with another account, or ask whoever sent you here.</span>`,
    // Off: X-Forwarded-* of clients would be believed, since the load balancer passes them on.
    "reverse-proxy": false,
  };
}
