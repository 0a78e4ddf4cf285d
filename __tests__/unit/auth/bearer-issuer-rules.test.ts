import { BearerIssuer } from "../../../src/auth/bearer-issuer";
import { MOST_BEARER_BYTES } from "../../../src/auth/bearer-issuer-rules";
import { BEARER_RULES } from "../../../src/auth/bearer-rules";
import { AWS_ROLES as AWS, GOOGLE_SERVICE_ACCOUNTS as GOOGLE } from "../../support/shapes";
import { beside, changed, found, listing, OWN, placed } from "../../support/bearer/problems";

const BY_DOMAIN = "allowed-email-domains";
const OTHER_AWS = "https://e5f6.tokens.sts.global.api.aws";

describe("issuers of bearer tokens that are accepted", () => {
  test.each<[string, readonly BearerIssuer[]]>([
    ["AWS roles", [AWS]],
    ["Google service accounts", [GOOGLE]],
    ["an issuer of one's own", [OWN]],
    ["all of them together", [AWS, GOOGLE, OWN]],
    ["Google by e-mail domain", [{ ...GOOGLE, who: BY_DOMAIN }]],
    ["an own one by e-mail domain", [{ ...OWN, who: BY_DOMAIN }]],
    ["two audiences of one issuer", [GOOGLE, { ...GOOGLE, audience: "another" }]],
    ["one audience of two issuers", [GOOGLE, OWN]],
    ["roles of two accounts", [AWS, { ...listing(AWS, "arn:aws:iam::444455556666:role/training"), issuer: OTHER_AWS }]],
    ["roles of other partitions", [listing(AWS, "arn:aws-cn:iam::111122223333:role/a")]],
    ["a role with a path", [listing(AWS, "arn:aws-us-gov:iam::111122223333:role/ml/jobs/a+b=c.d@f-g_h")]],
    ["a number of Google's", [listing(GOOGLE, "104857600000000000001")]],
    ["an opaque subject of the only issuer", [listing(OWN, "auth0|0b3fae10", "4711")]],
    ["the same person at two issuers", [listing(GOOGLE, "ada@example.org"), listing(OWN, "ada@example.org")]],
  ])("%s", (_, issuers) => {
    expect(found(issuers)).toEqual([]);
  });

  test("beside the login's own, whose further audiences may be named, too, with its subjects", () => {
    expect(found([listing(OWN, "0b3fae10")], beside(OWN.issuer))).toEqual([]);
    expect(found([AWS, GOOGLE], beside("https://login.example.com"))).toEqual([]);
  });

  test("without a needless statement or with it", () => {
    expect(found([{ ...GOOGLE, issuerControlsSubjectsAndEmails: true }])).toEqual([]);
  });
});

describe("the combination", () => {
  test("needs an issuer", () => {
    expect(placed([])).toEqual([["bearerTokens.issuers", "[]"]]);
  });

  test("is refused beside a login that cannot have it, with the login's reason", () => {
    const provider = { bearerIssuer: undefined, refusesBearerIssuers: "its client id is public" };
    const [problem, ...others] = found([AWS], { provider });
    expect(others).toEqual([]);
    expect(problem?.where).toBe("bearerTokens");
    expect(problem?.fix).toContain("its client id is public");
  });

  test("is refused beside admitEveryAccount, which would admit every token", () => {
    expect(placed([AWS], { admitsEveryAccount: true })).toEqual([["bearerTokens", "issuers beside admitEveryAccount"]]);
  });

  test("leaves room in the task definition", () => {
    const roles = (count: number): BearerIssuer =>
      listing(AWS, ...Array.from({ length: count }, (_, index) => `arn:aws:iam::111122223333:role/job-${index}`));
    expect(found([roles(150)])).toEqual([]);
    expect(placed([roles(250)])).toEqual([
      ["bearerTokens", expect.stringMatching(/^\d+ bytes of issuers, audiences and subjects$/)],
    ]);
    expect(MOST_BEARER_BYTES).toBe(8192);
  });

  test("tells everything that is wrong at once", () => {
    expect(placed([changed(OWN, { audience: "a=b", who: { subjects: ["*"] } }), { ...AWS, who: BY_DOMAIN }])).toEqual([
      ["bearerTokens.issuers[0].audience", '"a=b"'],
      ["bearerTokens.issuers[1].who", '"allowed-email-domains"'],
      ["bearerTokens.issuers[0].who.subjects[0]", '"*"'],
    ]);
  });
});

describe("an issuer", () => {
  test.each([
    ["http://sso.example.org", "plain http"],
    ["sso.example.org", "no scheme"],
    ["https://user@sso.example.org", "a user"],
    ["https://sso.example.org?x", "a query"],
    ["https://sso.example.org/#x", "a fragment"],
    ["https://sso.example.org/a,https://evil.example", "a comma, which would begin another issuer"],
    ["https://sso.example.org/a=b", "an equals sign, which would begin an audience"],
    ["https://SSO.example.org", "upper case, which no token has"],
    ["https://sso.example.org:99999", "a port that does not exist"],
    [`https://sso.example.org/${"a".repeat(250)}`, "too long"],
    ["", "nothing"],
  ])("%j is refused: %s", (issuer) => {
    expect(placed([{ ...OWN, issuer }])).toEqual([["bearerTokens.issuers[0].issuer", JSON.stringify(issuer)]]);
  });

  test.each(["https://token.actions.githubusercontent.com", "https://gitlab.com", "https://gitlab.com/"])(
    "%s is refused, whoever is listed and whatever is stated, with the way by an AWS role",
    (issuer) => {
      for (const who of [BY_DOMAIN, { subjects: ["repo:acme/models:ref:refs/heads/main"] }] as const) {
        const [problem, ...others] = found([{ ...OWN, issuer, who }]);
        expect(others).toEqual([]);
        expect(problem?.where).toBe("bearerTokens.issuers[0].issuer");
        expect(problem?.fix).toMatch(/assume an AWS role.*you@your\.domain/);
      }
    },
  );

  test.each([
    "https://accounts.google.com/",
    "https://accounts.google.com:8443",
    "https://a1b2.tokens.sts.global.api.aws/",
    "https://a.b.tokens.sts.global.api.aws",
  ])("%s is refused as a slip", (issuer) => {
    expect(placed([{ ...OWN, issuer }])).toEqual([["bearerTokens.issuers[0].issuer", JSON.stringify(issuer)]]);
  });

  test("of one's own needs the statement", () => {
    const { issuerControlsSubjectsAndEmails: stated, ...unstated } = OWN;
    expect(stated).toBe(true);
    const where = "bearerTokens.issuers[0].issuerControlsSubjectsAndEmails";
    expect(placed([unstated])).toEqual([[where, "nothing"]]);
    expect(placed([changed(OWN, { issuerControlsSubjectsAndEmails: false })])).toEqual([[where, "false"]]);
  });
});

describe("an audience", () => {
  test.each(["", "a b", "a,b", "a=b", "-a", "é", "a".repeat(257), "a\n"])("%j is refused", (audience) => {
    expect(placed([{ ...GOOGLE, audience }])).toEqual([["bearerTokens.issuers[0].audience", JSON.stringify(audience)]]);
  });

  test("that all users of gcloud share is refused for Google, with the variable that means it", () => {
    const audience = "32555940559.apps.googleusercontent.com";
    const [problem, ...others] = found([{ ...GOOGLE, audience }]);
    expect(others).toEqual([]);
    expect(problem?.fix).toContain("accept_gcloud_user_tokens = true");
    expect(found([{ ...AWS, audience }])).toEqual([]);
  });

  test("with an address in it is refused for AWS alone, whose CLI may download it", () => {
    const audience = "https://mlflow.example.com";
    expect(placed([{ ...AWS, audience }])).toEqual([["bearerTokens.issuers[0].audience", `"${audience}"`]]);
    expect(found([{ ...GOOGLE, audience }])).toEqual([]);
  });

  test("is named once with an issuer", () => {
    expect(placed([GOOGLE, OWN, listing(GOOGLE, "ada@example.org")])).toEqual([
      ["bearerTokens.issuers[2].audience", '"mlflow-example"'],
    ]);
  });
});

test("rules have names of their own", () => {
  const names = BEARER_RULES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
