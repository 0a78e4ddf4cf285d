import { EntraIdProvider } from "../../../src/auth/entra-id";
import { GitlabProvider } from "../../../src/auth/gitlab";
import { describeProvider } from "../../../src/auth/identity-provider";
import { KeycloakOidcProvider } from "../../../src/auth/keycloak-oidc";
import { Problem } from "../../../src/terraform/problem";

const STATED = { issuerControlsSubjectsAndEmails: true } as const;
const TENANT = "0a1b2c3d-0000-4000-8000-000000000000";
const GROUP = "968b4844-d5e7-4e18-a834-59927959369f";
const REALM = "https://keycloak.example.com/realms/ml";

const keycloak = (settings: Partial<KeycloakOidcProvider> = {}): KeycloakOidcProvider => ({
  type: "keycloak-oidc",
  issuerUrl: REALM,
  ...STATED,
  ...settings,
});
const entra = (settings: Partial<EntraIdProvider> = {}): EntraIdProvider => ({
  type: "entra-id",
  tenantId: TENANT,
  ...STATED,
  ...settings,
});

const COMMON = {
  gate: "email-domain",
  sessionLifetime: "168h",
  sharedUserAudience: undefined,
  problems: [],
};

const sharedIssuer = (where: string, given: string): unknown =>
  expect.objectContaining({
    where,
    given: JSON.stringify(given),
    allowed: "an issuer of your own, where strangers can have no account",
  });
const empty = (where: string, allowed: string): Problem => ({
  where,
  given: "[]",
  allowed: `at least one entry: ${allowed}`,
  fix: `leave ${where} out if everybody of allowed_email_domains shall get in`,
});

describe("keycloak-oidc", () => {
  test("lets in by e-mail domain, and keeps the nonce check", () => {
    expect(describeProvider(keycloak())).toEqual({
      ...COMMON,
      flags: { provider: "keycloak-oidc", "oidc-issuer-url": REALM, "insecure-oidc-skip-nonce": false },
      bearerIssuer: REALM,
      refusesBearerIssuers: undefined,
    });
  });

  test("asks for a role, too, and takes no bearer tokens then: they have none", () => {
    const { flags, gate, bearerIssuer, refusesBearerIssuers, problems } = describeProvider(
      keycloak({ roles: ["ml-user", "mlflow:admin"] }),
    );
    expect(flags["allowed-role"]).toEqual(["ml-user", "mlflow:admin"]);
    expect([gate, bearerIssuer, problems]).toEqual(["email-domain", undefined, []]);
    expect(refusesBearerIssuers).toMatch(/no roles from the tokens/);
  });

  test.each(["https://keycloak.example.com:8443/auth/realms/ml", "https://keycloak.example.com/realms/ml_1.2"])(
    "accepts the realm %s",
    (issuerUrl) => {
      expect(describeProvider(keycloak({ issuerUrl })).problems).toEqual([]);
    },
  );

  test.each([
    "https://keycloak.example.com",
    "https://keycloak.example.com/realms/",
    "https://keycloak.example.com/realms/ml/",
    "https://keycloak.example.com/realms/ml/protocol/openid-connect",
  ])("refuses %s, which is no realm", (issuerUrl) => {
    expect(describeProvider(keycloak({ issuerUrl })).problems).toEqual([
      {
        where: "issuerUrl",
        given: JSON.stringify(issuerUrl),
        allowed: "the issuer of a realm, which ends in /realms/ and its name",
        fix: "copy `issuer` from the realm's /.well-known/openid-configuration",
      },
    ]);
  });

  test("refuses an issuer that the world shares, even with the path of a realm", () => {
    const issuerUrl = "https://gitlab.com/realms/ml";
    expect(describeProvider(keycloak({ issuerUrl })).problems).toEqual([sharedIssuer("issuerUrl", issuerUrl)]);
  });

  test("refuses no role at all, because an empty list would ask for none", () => {
    expect(describeProvider(keycloak({ roles: [] })).problems).toEqual([empty("roles", "a role, or client-id:role")]);
  });

  test("tells all problems at once", () => {
    const wrong = Object.assign(keycloak({ issuerUrl: "http://k", roles: ["ok", "a,b", "", "x\n", 'a"b'] }), {
      issuerControlsSubjectsAndEmails: undefined,
    });
    const role = (given: string): unknown => expect.objectContaining({ where: "roles", given: JSON.stringify(given) });
    expect(describeProvider(wrong).problems).toEqual([
      expect.objectContaining({ where: "issuerUrl", given: '"http://k"' }),
      ...["a,b", "", "x\n", 'a"b'].map(role),
      expect.objectContaining({ where: "issuerControlsSubjectsAndEmails" }),
    ]);
  });
});

describe("entra-id", () => {
  const issuer = `https://login.microsoftonline.com/${TENANT}/v2.0`;
  const scope = "openid email profile offline_access";

  test("lets in accounts of one tenant by e-mail domain, and asks for a refresh token", () => {
    expect(describeProvider(entra())).toEqual({
      ...COMMON,
      flags: { provider: "entra-id", scope, "oidc-issuer-url": issuer, "insecure-oidc-skip-nonce": false },
      bearerIssuer: issuer,
      refusesBearerIssuers: undefined,
    });
  });

  test("asks for a group, too, without the scope that Entra ID does not have, and takes no bearer tokens then", () => {
    const { flags, gate, bearerIssuer, refusesBearerIssuers } = describeProvider(entra({ groups: [GROUP] }));
    expect(flags).toMatchObject({ scope, "allowed-group": [GROUP] });
    expect([gate, bearerIssuer]).toEqual(["email-domain", undefined]);
    expect(refusesBearerIssuers).toMatch(/name its own groups/);
  });

  test.each([
    "common",
    "organizations",
    "consumers",
    "9188040d-6c67-4c5b-b112-36a304b66dad",
    TENANT.toUpperCase(),
    `{${TENANT}}`,
    "acme.onmicrosoft.com",
    `${TENANT}/v2.0`,
    `${TENANT}\n`,
    "",
  ])("refuses the tenant %j", (tenantId) => {
    expect(describeProvider(entra({ tenantId })).problems).toEqual([
      {
        where: "tenantId",
        given: JSON.stringify(tenantId),
        allowed: "the id of one tenant of your organization: a GUID in lower case",
        fix: "copy the directory (tenant) ID; common, organizations, consumers and the tenant of personal accounts would let everybody in",
      },
    ]);
  });

  test("refuses names of groups, an empty list and a missing statement, all at once", () => {
    const wrong = Object.assign(entra({ tenantId: "common", groups: ["ML team", `${GROUP},${GROUP}`] }), {
      issuerControlsSubjectsAndEmails: false,
    });
    expect(describeProvider(wrong).problems.map(({ where, given }) => [where, given])).toEqual([
      ["tenantId", '"common"'],
      ["groups", '"ML team"'],
      ["groups", `"${GROUP},${GROUP}"`],
      ["issuerControlsSubjectsAndEmails", "false"],
    ]);
    expect(describeProvider(entra({ groups: [] })).problems).toEqual([
      empty("groups", "the object id of a group: a GUID in lower case"),
    ]);
  });
});

describe("gitlab", () => {
  const own = "https://gitlab.example.com";

  test.each<[string, GitlabProvider]>([
    ["https://gitlab.com", { type: "gitlab" }],
    [own, { type: "gitlab", url: own, ...STATED }],
    [`${own}:8443`, { type: "gitlab", url: `${own}:8443`, ...STATED }],
  ])(
    "at %s lets in by e-mail domain and takes no bearer tokens, because a CI job chooses its subject",
    (url, login) => {
      const { refusesBearerIssuers, ...description } = describeProvider(login);
      expect(description).toEqual({
        ...COMMON,
        flags: { provider: "gitlab", "oidc-issuer-url": url, "insecure-oidc-skip-nonce": false },
        bearerIssuer: undefined,
      });
      expect(refusesBearerIssuers).toMatch(/branch name of their author's choice/);
    },
  );

  test("asks for a group, too", () => {
    const { flags, gate } = describeProvider({ type: "gitlab", groups: ["acme", "acme/ML_team/x.y-z"] });
    expect([flags["gitlab-group"], gate]).toEqual([["acme", "acme/ML_team/x.y-z"], "email-domain"]);
  });

  test.each([`${own}/`, `${own}/gitlab`, "https://GitLab.example.com"])("refuses the address %s", (url) => {
    expect(describeProvider({ type: "gitlab", url, ...STATED }).problems).toEqual([
      {
        where: "url",
        given: JSON.stringify(url),
        allowed: "https://, host name and port alone, in lower case",
        fix: "give the address of GitLab without path and slash at the end; for gitlab.com leave out url",
      },
    ]);
  });

  test("refuses gitlab.com as a GitLab of one's own", () => {
    const url = "https://gitlab.com";
    expect(describeProvider({ type: "gitlab", url, ...STATED }).problems).toEqual([sharedIssuer("url", url)]);
  });

  test("refuses wrong groups, an empty list and a missing statement, all at once", () => {
    const wrong = Object.assign(
      { type: "gitlab", url: "gitlab", groups: ["/acme", "a,b", "a b"], ...STATED } as const,
      {
        issuerControlsSubjectsAndEmails: undefined,
      },
    );
    expect(describeProvider(wrong).problems.map(({ where, given }) => [where, given])).toEqual([
      ["url", '"gitlab"'],
      ["issuerControlsSubjectsAndEmails", "undefined"],
      ["groups", '"/acme"'],
      ["groups", '"a,b"'],
      ["groups", '"a b"'],
    ]);
    expect(describeProvider({ type: "gitlab", groups: [] }).problems).toEqual([
      empty("groups", "the full path of a group, such as acme/ml"),
    ]);
  });
});
