import { text } from "../stack-json";
import { PlantedEdit, remembering, replaced, rewritingText } from "./planted-edit";
import { containers, TASK_DEFINITION } from "./planted-task-definition";

const PROVIDER = '"--provider=google"';

/** Edits of who may sign in. */
export const PLANTED_LOGIN: readonly PlantedEdit[] = [
  {
    name: "github-team-dropped",
    title: "The team at GitHub is not asked any more",
    json: [containers(PROVIDER, '"--provider=github","--github-org=acme"')],
    state: remembering(TASK_DEFINITION, ({ container_definitions, ...others }) => ({
      ...others,
      container_definitions: replaced(
        text(container_definitions),
        PROVIDER,
        '"--provider=github","--github-org=acme","--github-team=ml"',
      ),
    })),
  },
  {
    name: "login-changed",
    title: "Another issuer of tokens, longer sessions",
    json: [
      containers(
        '"name":"OAUTH2_PROXY_EXTRA_JWT_ISSUERS","value":',
        '"name":"OAUTH2_PROXY_EXTRA_JWT_ISSUERS","value":"https://token.actions.githubusercontent.com=any"},{"name":"OLD_ISSUERS","value":',
      ),
      containers("--cookie-expire=168h", "--cookie-expire=720h"),
    ],
  },
  {
    name: "login-removed",
    title: "The login goes",
    json: [
      rewritingText(
        TASK_DEFINITION,
        "container_definitions",
        (all) => `${all.slice(0, all.indexOf(',{"name":"oauth2-proxy"'))}]`,
      ),
    ],
  },
  {
    name: "provider-changed",
    title: "Another identity provider",
    json: [
      containers(
        PROVIDER,
        '"--provider=oidc","--oidc-issuer-url=https://login.example.net","--insecure-oidc-skip-nonce=false"',
      ),
    ],
  },
  {
    name: "proxy-relaxed",
    title: "oauth2-proxy lets more through",
    json: [
      containers("--cookie-secure=true", "--cookie-secure=false"),
      containers("--reverse-proxy=false", "--reverse-proxy=true"),
      containers(
        PROVIDER,
        `${PROVIDER},"--skip-auth-route=^/public","--insecure-oidc-allow-unverified-email=true","--email-domain=*","--cookie-samesite=none"`,
      ),
    ],
  },
];
