import { describeProvider, IdentityProvider } from "../../../src/auth/identity-provider";
import { OAuth2ProxyContainerProps, oauth2ProxyContainer, redirectUrl } from "../../../src/auth/oauth2-proxy-container";
import { OAuth2ProxyFlags, renderFlags } from "../../../src/auth/oauth2-proxy-flags";
import { awslogs, hardening } from "../../../src/ecs/container-definition";

const logs = { logGroupName: "/logs", region: "eu-west-1", streamPrefix: "ecs" };

function container(
  provider: IdentityProvider = { type: "google" },
  changed: Partial<OAuth2ProxyContainerProps> = {},
): ReturnType<typeof oauth2ProxyContainer> {
  const { flags, gate, sessionLifetime } = describeProvider(provider);
  return oauth2ProxyContainer({
    image: "quay.io/oauth2-proxy/oauth2-proxy:v7",
    publicHost: "mlflow.example.com",
    provider: flags,
    gate,
    sessionLifetime,
    bearer: { enabled: "true", extraJwtIssuers: "https://accounts.google.com=audience", subjects: [] },
    emailDomains: "example.com,example.org",
    secrets: { clientId: "arn:id", clientSecret: "arn:secret", cookieSecret: "arn:cookie" },
    logs,
    waitFor: "mlflow",
    ...changed,
  });
}

/** What whoever is not let in is told. */
function footer(who: string): string {
  const hint = `Only ${who} may use this MLflow. Sign in with another account, or ask whoever sent you here.`;
  return `--footer=<span class="is-size-5 has-text-dark">${hint}</span>`;
}

/** Every flag that the provider `google` gives, in order. */
const GOOGLE = [
  "--provider=google",
  "--http-address=0.0.0.0:8080",
  "--upstream=http://127.0.0.1:4180/",
  "--upstream-timeout=300s",
  "--redirect-url=https://mlflow.example.com/oauth2/callback",
  "--skip-provider-button=true",
  "--code-challenge-method=S256",
  "--skip-jwt-bearer-tokens=true",
  "--api-route=^/(api|ajax-api|gateway|v1)/",
  "--api-route=^/(graphql|get-artifact|model-versions)",
  "--api-route=^/(version|health)$",
  "--cookie-name=__Host-oauth2_proxy",
  "--cookie-secure=true",
  "--cookie-httponly=true",
  "--cookie-samesite=lax",
  "--cookie-refresh=1h",
  "--cookie-expire=168h",
  "--cookie-csrf-per-request=true",
  "--cookie-csrf-per-request-limit=5",
  "--ping-path=/ping",
  "--ready-path=/ready",
  "--silence-ping-logging=true",
  footer("accounts of certain e-mail domains"),
  "--reverse-proxy=false",
];

describe("the flags of oauth2-proxy", () => {
  test("are exactly these with google, because each of them decides who gets in or what a cookie is worth", () => {
    expect(container().command).toEqual(GOOGLE);
  });

  test("name the issuer and keep the nonce check with oidc, and differ in nothing else", () => {
    const issuerUrl = "https://login.example.com/realms/ml";
    expect(container({ type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true }).command).toEqual([
      "--provider=oidc",
      `--oidc-issuer-url=${issuerUrl}`,
      "--insecure-oidc-skip-nonce=false",
      ...GOOGLE.slice(1),
    ]);
  });

  test("name every gate and end sessions early with github, which is asked for memberships at sign-in only", () => {
    expect(container({ type: "github", organization: "org", team: "ml", users: ["alice", "bob"] }).command).toEqual([
      "--provider=github",
      "--github-org=org",
      "--github-team=ml",
      "--github-user=alice",
      "--github-user=bob",
      ...GOOGLE.slice(1)
        .map((flag) => (flag === "--cookie-expire=168h" ? "--cookie-expire=12h" : flag))
        .map((flag) =>
          flag.startsWith("--footer=") ? footer("members of certain organizations or teams and certain users") : flag,
        ),
    ]);
  });

  const providers: readonly IdentityProvider[] = [
    { type: "google" },
    { type: "oidc", issuerUrl: "https://login.example.com", issuerControlsSubjectsAndEmails: true },
    { type: "github", users: ["alice"] },
  ];

  test.each(providers)("with $type are one word each, because the word after a bare switch is ignored", (provider) => {
    for (const flag of container(provider).command ?? []) expect(flag).toMatch(/^--([a-z0-9-]+=\S+|footer=.+)$/);
  });

  test.each(providers)(
    "with $type never believe headers of clients and never send a cookie in the clear",
    (provider) => {
      const flags = container(provider).command ?? [];
      expect(flags.filter((flag) => flag.startsWith("--reverse-proxy"))).toEqual(["--reverse-proxy=false"]);
      expect(flags.filter((flag) => /^--cookie-(secure|httponly)/.test(flag))).toEqual([
        "--cookie-secure=true",
        "--cookie-httponly=true",
      ]);
      const relaxed =
        /skip-auth|trusted-ip|insecure-oidc-allow|oidc-email-claim|authenticated-emails|email-domain|whitelist/;
      expect(flags.filter((flag) => relaxed.test(flag))).toEqual([]);
    },
  );

  test("write switches that are off, because leaving them out would leave it to the program's default", () => {
    expect(renderFlags({ ...baseFlags(), "skip-provider-button": false })).toContain("--skip-provider-button=false");
  });

  test("repeat a list item by item, because only a repeated flag is a list", () => {
    const flags = renderFlags({ ...baseFlags(), "github-user": ["a", "b"], "api-route": [] });
    expect(flags.filter((flag) => flag.startsWith("--github-user"))).toEqual(["--github-user=a", "--github-user=b"]);
    expect(flags.join()).not.toContain("api-route");
  });

  test("refuse a comma inside of a list item, because oauth2-proxy would make two of it", () => {
    expect(() => renderFlags({ ...baseFlags(), "api-route": ["^/a{1,2}"] })).toThrow(
      '--api-route: oauth2-proxy splits lists at commas, so "^/a{1,2}" cannot be one item',
    );
  });
});

function baseFlags(): OAuth2ProxyFlags {
  return {
    provider: "github",
    "http-address": "0.0.0.0:1",
    upstream: "http://127.0.0.1:2/",
    "upstream-timeout": "1s",
    "redirect-url": "https://a.example",
    "skip-provider-button": true,
    "code-challenge-method": "S256",
    "skip-jwt-bearer-tokens": "false",
    "api-route": ["^/x"],
    "cookie-name": "c",
    "cookie-secure": true,
    "cookie-httponly": true,
    "cookie-samesite": "lax",
    "cookie-refresh": "1h",
    "cookie-expire": "2h",
    "cookie-csrf-per-request": true,
    "cookie-csrf-per-request-limit": 1,
    "ping-path": "/p",
    "ready-path": "/r",
    "silence-ping-logging": true,
    footer: "f",
    "reverse-proxy": false,
  };
}

describe("the container of oauth2-proxy", () => {
  test("gets its secrets from Secrets Manager and from nowhere else", () => {
    expect(container().secrets).toEqual([
      { name: "OAUTH2_PROXY_CLIENT_ID", valueFrom: "arn:id" },
      { name: "OAUTH2_PROXY_CLIENT_SECRET", valueFrom: "arn:secret" },
      { name: "OAUTH2_PROXY_COOKIE_SECRET", valueFrom: "arn:cookie" },
    ]);
    const { secrets, ...rest } = container();
    expect(secrets).toHaveLength(3);
    expect(JSON.stringify(rest)).not.toMatch(/arn:(id|secret|cookie)|client-id|client-secret|cookie-secret/);
  });

  test("gets lists by environment, where a comma means what it says", () => {
    expect(container().environment).toEqual([
      { name: "OAUTH2_PROXY_EMAIL_DOMAINS", value: "example.com,example.org" },
      { name: "OAUTH2_PROXY_EXTRA_JWT_ISSUERS", value: "https://accounts.google.com=audience" },
    ]);
  });

  test("keeps the image's own entry point, because the image has no shell", () => {
    expect(container()).not.toHaveProperty("entryPoint");
    expect(container()).not.toHaveProperty("healthCheck");
  });

  test("is the one that listens, on the port that the load balancer knows", () => {
    expect(container().portMappings).toEqual([{ containerPort: 8080, protocol: "tcp" }]);
  });

  test("reads listed subjects from a file that another container has written before, when there are any", () => {
    const bearer = { enabled: "true", extraJwtIssuers: "https://accounts.google.com=a", subjects: ["ada@example.com"] };
    const { environment, mountPoints, dependsOn } = container(undefined, { bearer });
    expect(environment).toContainEqual({
      name: "OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE",
      value: "/admitted-subjects/subjects",
    });
    expect(mountPoints).toEqual([
      { sourceVolume: "admitted-subjects", containerPath: "/admitted-subjects", readOnly: true },
    ]);
    expect(dependsOn).toEqual([
      { containerName: "mlflow", condition: "HEALTHY" },
      { containerName: "admitted-subjects", condition: "SUCCESS" },
    ]);
    expect(container()).not.toHaveProperty("mountPoints");
  });

  test("waits until MLflow is healthy, so that nobody meets a gateway error at a start", () => {
    expect(container().dependsOn).toEqual([{ containerName: "mlflow", condition: "HEALTHY" }]);
  });

  test("ends the task when it ends, has two minutes to finish requests, and is hardened as the others are", () => {
    expect(container()).toMatchObject({ name: "oauth2-proxy", essential: true, stopTimeout: 120, ...hardening() });
    expect(container().logConfiguration).toEqual(awslogs(logs));
  });

  test("sends people back to the one public host", () => {
    expect(redirectUrl("mlflow.example.com")).toBe("https://mlflow.example.com/oauth2/callback");
    expect(container(undefined, { publicHost: "ml.example.org" }).command).toContain(
      "--redirect-url=https://ml.example.org/oauth2/callback",
    );
  });
});
