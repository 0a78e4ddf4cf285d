import { BearerIssuer } from "../../../src/auth/bearer-issuer";
import { BearerCombination } from "../../../src/auth/bearer-rules";
import { AWS_ROLES as AWS, GOOGLE_SERVICE_ACCOUNTS as GOOGLE } from "../../support/shapes";
import { beside, changed, found, listing, OWN, placed } from "../../support/bearer/problems";

describe("who comes in", () => {
  test.each<[string, unknown]>([
    ['"everybody"', "everybody"],
    ["nothing", undefined],
    ["null", null],
    ["{}", {}],
    ['{"subjects":"ada@example.org"}', { subjects: "ada@example.org" }],
  ])("cannot be %s", (given, who) => {
    expect(placed([changed(GOOGLE, { who })])).toEqual([["bearerTokens.issuers[0].who", given]]);
  });

  test("with AWS is a list, because its tokens have no address", () => {
    expect(placed([{ ...AWS, who: "allowed-email-domains" }])).toEqual([
      ["bearerTokens.issuers[0].who", '"allowed-email-domains"'],
    ]);
  });

  test("is no empty list", () => {
    expect(placed([listing(AWS)])).toEqual([["bearerTokens.issuers[0].who.subjects", "[]"]]);
  });

  test.each([
    "",
    "*",
    "a b",
    "a,b",
    "a#b",
    'a"b',
    "a'b",
    "a\\b",
    "a`b",
    "a\nb",
    "a\u0000",
    "é",
    "\u212aevin",
    "a".repeat(256),
  ])("is not %j, which oauth2-proxy's file cannot hold", (subject) => {
    expect(placed([listing(OWN, subject)])).toEqual([
      ["bearerTokens.issuers[0].who.subjects[0]", JSON.stringify(subject)],
    ]);
  });

  test("is listed once, whatever the case", () => {
    expect(placed([listing(OWN, "ada@example.org", "bob@example.org", "ADA@example.org")])).toEqual([
      ["bearerTokens.issuers[0].who.subjects[2]", '"ADA@example.org"'],
    ]);
  });

  test.each([
    [AWS, "arn:aws:sts::111122223333:assumed-role/training/session"],
    [AWS, "arn:aws:iam::111122223333:user/ada"],
    [AWS, "arn:aws:iam::111122223333:role/"],
    [AWS, "arn:aws:iam::1111:role/training"],
    [AWS, "arn:aws-iso:iam::111122223333:role/training"],
    [AWS, "arn:aws:iam::111122223333:root"],
    [AWS, "ada@example.org"],
    [GOOGLE, "arn:aws:iam::111122223333:role/training"],
    [GOOGLE, "0b3fae10"],
    [GOOGLE, "ada@example.org@evil.test"],
    [OWN, "arn:aws:iam::111122223333:role/training"],
  ])("is nobody that the issuer never names: %#", (entry, subject) => {
    expect(placed([listing(entry, subject)])).toEqual([
      ["bearerTokens.issuers[0].who.subjects[0]", JSON.stringify(subject)],
    ]);
  });

  test("with an AWS issuer is of one account, that issuer's", () => {
    expect(placed([listing(AWS, "arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:role/a")])).toEqual([
      ["bearerTokens.issuers[0].who.subjects", "roles of the accounts 111122223333, 444455556666"],
    ]);
  });
});

describe("a subject that is no address", () => {
  const elsewhere = { ...OWN, issuer: "https://login.example.com" };

  test("is refused while another issuer of one's own could give the same to somebody else", () => {
    const [problem, ...others] = found([listing(OWN, "0b3fae10"), elsewhere]);
    expect(others).toEqual([]);
    expect(problem?.where).toBe("bearerTokens.issuers[0].who.subjects[0]");
    expect(problem?.allowed).toBe("an e-mail address, beside https://login.example.com");
  });

  test("is refused beside a login with such an issuer, whose tokens are accepted as soon as bearer tokens are on", () => {
    expect(found([listing(OWN, "0b3fae10")], beside(elsewhere.issuer))).toHaveLength(1);
    expect(found([listing(OWN, "0b3fae10")], beside("https://accounts.google.com"))).toEqual([]);
  });

  test.each<[string, readonly BearerIssuer[], Partial<BearerCombination>]>([
    ["Google's, beside an issuer of one's own", [listing(GOOGLE, "4711"), OWN], {}],
    ["Google's, beside such a login", [listing(GOOGLE, "4711")], beside(elsewhere.issuer)],
    ["an own issuer's, beside Google", [listing(OWN, "4711"), GOOGLE], {}],
    ["an own issuer's, beside a Google login", [listing(OWN, "4711")], beside("https://accounts.google.com")],
  ])("is refused as a number: %s", (_, issuers, changes) => {
    expect(placed(issuers, changes)).toEqual([["bearerTokens.issuers[0].who.subjects[0]", '"4711"']]);
  });

  test("is accepted as a role: an ARN names its account, and no other issuer gives one", () => {
    expect(found([AWS, OWN], beside(elsewhere.issuer))).toEqual([]);
  });
});
