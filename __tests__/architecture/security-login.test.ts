import { list, StackJson, text } from "../support/stack-json";
import { container, environmentOf, proxyFlag } from "./stack-view";

const stack = StackJson.default();
const proxy = container(stack, "oauth2-proxy");
const args = list(proxy.command).map(text);

/** Whose bearer tokens count. */
const AUDIENCES =
  'concat(var.bearer_audiences, var.accept_gcloud_user_tokens ? ["32555940559.apps.googleusercontent.com"] : [])';

/** Every flag but the API routes, and what goes wrong without it. */
const FLAGS: readonly (readonly [flag: string, value: string, otherwise: string])[] = [
  ["provider", "google", "the article's accounts could not sign in"],
  ["http-address", "0.0.0.0:8080", "the load balancer would reach nothing"],
  ["upstream", "http://127.0.0.1:4180/", "requests would go elsewhere"],
  ["upstream-timeout", "300s", "a long upload would end in an error"],
  [
    "redirect-url",
    "https://${var.dns_record_name}.${var.domain}/oauth2/callback",
    "the login would follow the Host header",
  ],
  ["skip-provider-button", "true", "every login would need one more click"],
  ["code-challenge-method", "S256", "an intercepted code could be redeemed"],
  [
    "skip-jwt-bearer-tokens",
    `\${tostring(length(${AUDIENCES}) > 0)}`,
    "tokens would count although no audience is named",
  ],
  ["cookie-name", "__Host-oauth2_proxy", "a sibling domain could plant a session"],
  ["cookie-secure", "true", "the session would go over plain HTTP"],
  ["cookie-httponly", "true", "a script in a page could read the session"],
  ["cookie-samesite", "lax", "other sites could use the session"],
  ["cookie-refresh", "1h", "a disabled account would stay signed in"],
  ["cookie-expire", "168h", "a session would never end"],
  ["cookie-csrf-per-request", "true", "two tabs could not sign in at once"],
  ["cookie-csrf-per-request-limit", "5", "cookies of abandoned logins would pile up"],
  ["ping-path", "/ping", "the load balancer would see no health"],
  ["ready-path", "/ready", "an update could move it over a path of MLflow"],
  ["silence-ping-logging", "true", "the health checks would fill the log"],
  ["reverse-proxy", "false", "X-Forwarded-* of clients would be believed"],
  [
    "footer",
    '<span class="is-size-5 has-text-dark">Only accounts of certain e-mail domains may use this MLflow. Sign in with another account, or ask whoever sent you here.</span>',
    "everybody would read the version of oauth2-proxy, and nobody why they are refused",
  ],
];

describe("oauth2-proxy", () => {
  it.each(FLAGS)("has --%s=%s, or %s", (flag, value) => {
    expect(proxyFlag(stack, flag)).toBe(value);
  });

  it("has no flag beside these and its API routes", () => {
    const names = args.map((arg) => arg.replace(/^--|=.*$/gs, ""));
    expect([...new Set(names)].sort()).toEqual([...FLAGS.map(([flag]) => flag), "api-route"].sort());
  });

  it("gets every flag as one word with its value, because two words mean something else", () => {
    expect(args.filter((arg) => !/^--[a-z0-9-]+=[^]+$/.test(arg))).toEqual([]);
  });

  it("gets each flag once, but for the list of API routes", () => {
    const names = args.map((arg) => arg.replace(/=.*$/s, ""));
    const twice = names.filter((name, at) => names.indexOf(name) !== at);
    expect([...new Set(twice)]).toEqual(["--api-route"]);
  });

  it("lets in by the variable alone: no e-mail domain is written down", () => {
    const environment = environmentOf(proxy);
    expect(Object.keys(environment)).toEqual(["OAUTH2_PROXY_EMAIL_DOMAINS", "OAUTH2_PROXY_EXTRA_JWT_ISSUERS"]);
    expect(environment.OAUTH2_PROXY_EMAIL_DOMAINS).toBe('${join(",", var.allowed_email_domains)}');
  });

  it("accepts bearer tokens only when an audience is named, and gcloud's shared one only with consent", () => {
    expect(environmentOf(proxy).OAUTH2_PROXY_EXTRA_JWT_ISSUERS).toBe(
      `\${join(",", [for audience in ${AUDIENCES} : format("%s=%s", "https://accounts.google.com", audience)])}`,
    );
    expect(stack.section("variable")).toMatchObject({
      bearer_audiences: { default: [] },
      accept_gcloud_user_tokens: { default: false },
    });
  });

  it("asks for a login page nowhere below MLflow's APIs, where clients need a plain 401", () => {
    const routes = args.flatMap((arg) => /^--api-route=(.*)$/.exec(arg)?.[1] ?? []).map((route) => new RegExp(route));
    const isApi = (path: string): boolean => routes.some((route) => route.test(path));
    const apis = [
      "/api/2.0/mlflow/runs/search",
      "/ajax-api/3.0/mlflow/traces",
      "/graphql",
      "/get-artifact",
      "/version",
      "/v1/traces",
    ];
    expect(apis.filter((path) => !isApi(path))).toEqual([]);
    expect(["/", "/static-files/app.js", "/oauth2/start", "/apis"].filter(isApi)).toEqual([]);
  });
});
