import { Auth0Provider } from "../../../src/auth/auth0";
import { CognitoProvider } from "../../../src/auth/cognito";
import { describeProvider } from "../../../src/auth/identity-provider";
import { OktaProvider } from "../../../src/auth/okta";
import { Problem } from "../../../src/terraform/problem";

const STATED = { issuerControlsSubjectsAndEmails: true } as const;
const OFFLINE = "openid email profile offline_access";

const okta = (settings: Partial<OktaProvider>): OktaProvider => ({
  type: "okta",
  domain: "acme.okta.com",
  ...STATED,
  ...settings,
});
const auth0 = (domain: string): Auth0Provider => ({ type: "auth0", domain, ...STATED });
const cognito = (userPoolId: string): CognitoProvider => ({ type: "cognito", userPoolId, ...STATED });

/** What every login with an issuer of one's own is, beside its flags. */
function likeOidc(issuerUrl: string, scope?: string): unknown {
  return {
    flags: {
      provider: "oidc",
      ...(scope === undefined ? {} : { scope }),
      "oidc-issuer-url": issuerUrl,
      "insecure-oidc-skip-nonce": false,
    },
    bearerIssuer: issuerUrl,
    refusesBearerIssuers: undefined,
    gate: "email-domain",
    sessionLifetime: "168h",
    sharedUserAudience: undefined,
    problems: [],
  };
}

function hostProblem(given: string, example: string): Problem {
  return {
    where: "domain",
    given: JSON.stringify(given),
    allowed: `a host name in lower case, such as ${example}`,
    fix: "leave out https://, path, port and the dot at the end",
  };
}

describe("okta", () => {
  test("asks the organization's own server for a refresh token", () => {
    expect(describeProvider(okta({}))).toEqual(likeOidc("https://acme.okta.com", OFFLINE));
  });

  test("asks a custom authorization server when one is named", () => {
    expect(describeProvider(okta({ authorizationServerId: "default" }))).toEqual(
      likeOidc("https://acme.okta.com/oauth2/default", OFFLINE),
    );
  });

  test.each([
    "",
    "acme",
    "https://acme.okta.com",
    "acme.okta.com/oauth2/default",
    "acme.okta.com:443",
    "acme.okta.com.",
    "Acme.okta.com",
    "acme.okta.com,evil.example",
    "a=b.okta.com",
    "acme.okta.com\n",
    "user@acme.okta.com",
    "192.0.2.1",
    "-acme.okta.com",
    `${"a".repeat(64)}.okta.com`,
    `${"a.".repeat(126)}okta.com`,
  ])("refuses the domain %j", (domain) => {
    expect(describeProvider(okta({ domain })).problems).toEqual([hostProblem(domain, "acme.okta.com")]);
  });

  test("refuses the domain of the console, at which nobody signs in", () => {
    expect(describeProvider(okta({ domain: "acme-admin.okta.com" })).problems).toEqual([
      {
        where: "domain",
        given: '"acme-admin.okta.com"',
        allowed: "the domain at which people sign in",
        fix: "leave out -admin: acme.okta.com",
      },
    ]);
  });

  test("tells all problems at once", () => {
    const wrong = Object.assign(okta({ domain: "acme", authorizationServerId: "a/../b" }), {
      issuerControlsSubjectsAndEmails: undefined,
    });
    expect(describeProvider(wrong).problems).toEqual([
      hostProblem("acme", "acme.okta.com"),
      {
        where: "authorizationServerId",
        given: '"a/../b"',
        allowed: "letters and digits, such as default",
        fix: "copy the last part of the issuer URI of the authorization server",
      },
      expect.objectContaining({ where: "issuerControlsSubjectsAndEmails", given: "undefined" }),
    ]);
  });
});

describe("auth0", () => {
  test("has an issuer that ends in a slash, and asks for a refresh token", () => {
    expect(describeProvider(auth0("acme.eu.auth0.com"))).toEqual(likeOidc("https://acme.eu.auth0.com/", OFFLINE));
  });

  test("refuses what is no host name", () => {
    expect(describeProvider(auth0("https://acme.eu.auth0.com/")).problems).toEqual([
      hostProblem("https://acme.eu.auth0.com/", "acme.eu.auth0.com"),
    ]);
  });

  test.each(["gitlab.com", "token.actions.githubusercontent.com"])("refuses %s, which the world shares", (domain) => {
    expect(describeProvider(auth0(domain)).problems).toEqual([
      expect.objectContaining({ where: "domain", given: JSON.stringify(domain) }),
    ]);
  });

  test("refuses a pool about which nobody states that sign-up is off", () => {
    const unstated = Object.assign(auth0("acme.eu.auth0.com"), { issuerControlsSubjectsAndEmails: false });
    expect(describeProvider(unstated).problems).toEqual([
      expect.objectContaining({ where: "issuerControlsSubjectsAndEmails", given: "false" }),
    ]);
  });
});

describe("cognito", () => {
  test.each([
    ["eu-west-1_AbCdEfGhI", "eu-west-1"],
    ["ap-southeast-2_1", "ap-southeast-2"],
    ["us-gov-west-1_a1B2c3D4e", "us-gov-west-1"],
  ])("has the issuer of %s in its region, and no scope of its own: Cognito refuses offline_access", (pool, region) => {
    expect(describeProvider(cognito(pool))).toEqual(likeOidc(`https://cognito-idp.${region}.amazonaws.com/${pool}`));
  });

  test.each([
    "",
    "AbCdEfGhI",
    "eu-west-1",
    "eu-west-1_",
    "cn-north-1_AbCdEfGhI",
    "eu-west-1_Ab/../other",
    "eu-west-1_Ab,https://evil.example",
    "eu-west-1_Ab\n",
    "evil.example/eu-west-1_AbCdEfGhI",
    "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEfGhI",
  ])("refuses the user pool %j", (userPoolId) => {
    expect(describeProvider(cognito(userPoolId)).problems).toEqual([
      {
        where: "userPoolId",
        given: JSON.stringify(userPoolId),
        allowed: "region, _ and letters and digits, such as eu-west-1_AbCdEfGhI; no region in China",
        fix: "copy the user pool ID, neither its name nor its ARN",
      },
    ]);
  });

  test("refuses a pool about which nobody states that sign-up is off", () => {
    const unstated = Object.assign(cognito("eu-west-1_AbCdEfGhI"), { issuerControlsSubjectsAndEmails: false });
    expect(describeProvider(unstated).problems).toEqual([
      expect.objectContaining({ where: "issuerControlsSubjectsAndEmails", given: "false" }),
    ]);
  });
});
