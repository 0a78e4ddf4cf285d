import { describeProvider, IdentityProvider } from "../../../src/auth/identity-provider";

const oidc = (issuerUrl: string): IdentityProvider => ({
  type: "oidc",
  issuerUrl,
  issuerControlsSubjectsAndEmails: true,
});

describe("google", () => {
  test("lets in by e-mail domain, and its own issuer is the only one for bearer tokens", () => {
    expect(describeProvider({ type: "google" })).toEqual({
      flags: { provider: "google" },
      bearerIssuer: "https://accounts.google.com",
      gate: "email-domain",
      sessionLifetime: "168h",
      sharedUserAudience: "32555940559.apps.googleusercontent.com",
      problems: [],
    });
  });
});

describe("oidc", () => {
  const issuerUrl = "https://login.example.com/realms/ml";

  test("lets in by e-mail domain and checks the nonce, which oauth2-proxy skips by default", () => {
    expect(describeProvider(oidc(issuerUrl))).toEqual({
      flags: { provider: "oidc", "oidc-issuer-url": issuerUrl, "insecure-oidc-skip-nonce": false },
      bearerIssuer: issuerUrl,
      gate: "email-domain",
      sessionLifetime: "168h",
      sharedUserAudience: undefined,
      problems: [],
    });
  });

  test.each([
    ["https://login.example.com"],
    ["https://login.example.com/"],
    ["https://login.example.com:8443/realms/ml"],
    ["https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-000000000000/v2.0"],
    ["https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf"],
  ])("accepts the issuer %s", (url) => {
    expect(describeProvider(oidc(url)).problems).toEqual([]);
  });

  test.each([
    ["http://login.example.com", "plain http"],
    ["login.example.com", "no scheme"],
    ["https://user:pass@login.example.com", "a user"],
    ["https://login.example.com?x=1", "a query"],
    ["https://login.example.com/#x", "a fragment"],
    ["https://login.example.com/a,https://evil.example", "a comma, which would start a second issuer"],
    ["https://login.example.com/a=b", "an equals sign, which would name an audience"],
    ["https://login.example.com/\n", "a newline"],
    ["https://login.example.com:99999", "a port that does not exist"],
    ["", "nothing"],
  ])("refuses the issuer %j: %s", (url) => {
    expect(describeProvider(oidc(url)).problems).toEqual([
      {
        where: "issuerUrl",
        given: JSON.stringify(url),
        allowed: "an https:// URL of at most 128 characters without user, query, fragment, comma or =",
        fix: "copy `issuer` from the provider's /.well-known/openid-configuration",
      },
    ]);
  });

  test("refuses an issuer that the world shares, because a stranger could name a branch like one of your addresses", () => {
    expect(describeProvider(oidc("https://token.actions.githubusercontent.com")).problems).toEqual([
      {
        where: "issuerUrl",
        given: '"https://token.actions.githubusercontent.com"',
        allowed: "an issuer of your own, where strangers can have no account",
        fix: "anyone in the world can get a token with a subject of their choice there, such as a branch named you@your.domain; use your organization's own issuer or tenant",
      },
    ]);
  });

  test.each(["https://accounts.google.com", "https://accounts.google.com/", "https://ACCOUNTS.google.com."])(
    "refuses Google's issuer %s, where the audience of all gcloud users would be one like any other",
    (url) => {
      expect(describeProvider(oidc(url)).problems).toEqual([
        {
          where: "issuerUrl",
          given: JSON.stringify(url),
          allowed: "any other issuer",
          fix: 'use { type: "google" }, which knows what Google\'s tokens prove and which audience everybody has',
        },
      ]);
    },
  );

  test("refuses an issuer about which nobody states that it controls its subjects", () => {
    const unstated = Object.assign(oidc(issuerUrl), { issuerControlsSubjectsAndEmails: false });
    expect(describeProvider(unstated).problems).toEqual([
      {
        where: "issuerControlsSubjectsAndEmails",
        given: "false",
        allowed: "true, as your statement about the issuer",
        fix: "do not use an issuer that lets people choose their subject or an unverified e-mail: everyone could get in",
      },
    ]);
  });
});

describe("github", () => {
  const loginNames = "a GitHub login name: letters, digits and single hyphens, at most 39";
  const copy = "copy the name from the address in the browser";

  test("lets in by membership, ends sessions after 12 hours and takes no bearer tokens", () => {
    expect(
      describeProvider({ type: "github", organization: "Example-Org", team: "ml_team", users: ["alice", "bob"] }),
    ).toEqual({
      flags: {
        provider: "github",
        "github-org": "Example-Org",
        "github-team": "ml_team",
        "github-user": ["alice", "bob"],
      },
      bearerIssuer: undefined,
      gate: "membership",
      sessionLifetime: "12h",
      sharedUserAudience: undefined,
      problems: [],
    });
  });

  test("names only the gates that are given, because an empty one would be no gate", () => {
    expect(describeProvider({ type: "github", users: ["alice"] }).flags).toEqual({
      provider: "github",
      "github-user": ["alice"],
    });
    expect(describeProvider({ type: "github", organization: "org", users: [] }).flags).toEqual({
      provider: "github",
      "github-org": "org",
    });
  });

  test.each([[{}], [{ users: [] }]])("with %j is refused, because every GitHub account would get in", (gates) => {
    expect(describeProvider({ type: "github", ...gates }).problems).toEqual([
      {
        where: "organization",
        given: "nothing",
        allowed: "an organization, or users",
        fix: "name the organization, or at least one user: without either every GitHub account would be an administrator",
      },
    ]);
  });

  test("with a team of no organization is refused, because oauth2-proxy would not ask for it", () => {
    expect(describeProvider({ type: "github", team: "ml", users: ["alice"] }).problems).toEqual([
      { where: "team", given: '"ml"', allowed: "a team of an organization", fix: "set organization, too" },
    ]);
  });

  test("tells every wrong name at once", () => {
    const provider = { type: "github", organization: "my org", team: "ML,other", users: ["ok", "-x", "a,b"] } as const;
    expect(describeProvider(provider).problems).toEqual([
      { where: "organization", given: '"my org"', allowed: loginNames, fix: copy },
      { where: "team", given: '"ML,other"', allowed: "one team slug in lower case", fix: copy },
      { where: "users", given: '"-x"', allowed: loginNames, fix: copy },
      { where: "users", given: '"a,b"', allowed: loginNames, fix: copy },
    ]);
  });

  test.each([["a"], ["a".repeat(39)], ["a-b-9"]])("accepts the login name %s", (organization) => {
    expect(describeProvider({ type: "github", organization }).problems).toEqual([]);
  });

  test.each([[""], ["a-"], ["-a"], ["a".repeat(40)], ["a_b"], ["a\n"]])("refuses the login name %j", (user) => {
    expect(describeProvider({ type: "github", users: [user] }).problems).toHaveLength(1);
  });
});
