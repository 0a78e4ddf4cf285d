import { Json } from "../stack-json";
import { Forger } from "./forger";
import { bad, BadToken, unbelieved, unwanted } from "./token-attack";

type Claims = Readonly<Record<string, Json | undefined>>;

function claims(name: string, changes: (forger: Forger) => Claims): BadToken {
  return bad(name, (forger) => forger.token({ claims: changes(forger) }));
}

/** Signed by the issuer, and not for here, not for now or not for sure. */
export const TOKEN_CLAIMS = unbelieved([
  claims("another issuer", () => ({ iss: "https://accounts.google.com" })),
  claims("the issuer with a slash", ({ issuer }) => ({ iss: `${issuer}/` })),
  claims("the issuer in upper case", ({ issuer }) => ({ iss: issuer.toUpperCase() })),
  claims("the issuer over http", ({ issuer }) => ({ iss: issuer.replace("https", "http") })),
  claims("the issuer as the user of another", ({ issuer }) => ({ iss: `${issuer}@evil.test` })),
  claims("a sub-domain that looks like the issuer", ({ issuer }) => ({ iss: `${issuer}.evil.test` })),
  claims("the issuer's address by number", ({ issuer }) => ({ iss: issuer.replace("localhost", "127.0.0.1") })),
  claims("a list of issuers", ({ issuer }) => ({ iss: [issuer] })),
  claims("an empty issuer", () => ({ iss: "" })),
  claims("no issuer", () => ({ iss: undefined })),
  claims("another audience", () => ({ aud: "another-service" })),
  claims("the audience of gcloud's users, which is not accepted here", () => ({
    aud: "32555940559.apps.googleusercontent.com",
  })),
  claims("the audience and more", ({ audience }) => ({ aud: `${audience}-test` })),
  claims("the beginning of the audience", ({ audience }) => ({ aud: audience.slice(0, -1) })),
  claims("the audience in upper case", ({ audience }) => ({ aud: audience.toUpperCase() })),
  claims("the audience with a space", ({ audience }) => ({ aud: ` ${audience}` })),
  claims("several audiences in one", ({ audience }) => ({ aud: `other,${audience}` })),
  claims("issuer and audience in one", ({ issuer, audience }) => ({ aud: `${issuer}=${audience}` })),
  claims("a list of other audiences", () => ({ aud: ["another", "one-more"] })),
  claims("an empty list of audiences", () => ({ aud: [] })),
  claims("an object as audience", ({ audience }) => ({ aud: { [audience]: true } })),
  claims("a list in a list as audience", ({ audience }) => ({ aud: [[audience]] })),
  claims("a wildcard as audience", () => ({ aud: "*" })),
  claims("an empty audience", () => ({ aud: "" })),
  claims("no audience", () => ({ aud: undefined })),
  claims("no audience but an authorized party", ({ audience }) => ({ aud: undefined, azp: audience })),
  claims("an expiry of long ago", ({ now }) => ({ exp: now - 3600 })),
  claims("an expiry of a moment ago", ({ now }) => ({ exp: now - 1 })),
  claims("an expiry at the beginning of time", () => ({ exp: 0 })),
  claims("an expiry before the beginning of time", () => ({ exp: -1 })),
  claims("an expiry that is no date", () => ({ exp: "never" })),
  claims("no expiry", () => ({ exp: undefined })),
  claims("nothing as expiry", () => ({ exp: null })),
  claims("a validity that begins in an hour", ({ now }) => ({ nbf: now + 3600 })),
  claims("an address that is not verified", () => ({ email_verified: false })),
  claims("an address that is not verified, in words", () => ({ email_verified: "false" })),
  claims("an address that is verified, in words", () => ({ email_verified: "true" })),
  claims("our audience in another claim's spelling", ({ audience }) => ({ aud: "another", AUD: audience })),
  claims("an expiry of long ago in another claim's spelling", () => ({ EXP: 1 })),
  claims("an address that is not verified in another claim's spelling", () => ({ Email_Verified: false })),
  claims("a list as address", () => ({ email: ["alice@example.com"] })),
  claims("an object as address", () => ({ email: { address: "alice@example.com" } })),
  claims("a number as address", () => ({ email: 42 })),
  bad("an expiry that occurs twice, the last one of long ago", (forger) => forger.written(twice(forger, '"exp":1'))),
  bad("an audience that occurs twice, the last one of another service", (forger) =>
    forger.written(twice(forger, '"aud":"another"')),
  ),
  bad("claims that are no object", (forger) => forger.written('["alice@example.com"]')),
  bad("claims that are no JSON", (forger) => forger.written("{")),
  bad("no claims", (forger) => forger.written("{}")),
]);

/** Of people whom the identity provider knows, and whom nobody has asked in. */
export const TOKEN_STRANGERS = unwanted([
  ...[
    "mallory@elsewhere.test",
    "a@sub.example.com",
    "a@example.com.evil.test",
    "a@evilexample.com",
    "a@example.co",
    "a@example.comm",
    "a@xample.com",
    "example.com@evil.test",
    "a@example.com@evil.test",
    "a@evil.test@example.com",
    "@example.com@evil.test",
    '"a@evil.test"@example.com',
    "a@example.com.",
    "a@example.com ",
    "a@example.com\n",
    "a@example.com\u0000",
    "a@example.com\u0000.evil.test",
    "a@evil.test\n@example.com",
    "a@evil.test,b@example.com",
    "a@evil.test;b@example.com",
    "a@evil.test b@example.com",
    "a@evil.test#@example.com",
    "a@[example.com]",
    "a%40example.com",
    "a@example%2ecom",
    "a@example\u3002com",
    "a@ex\u0430mple.com",
    "a@\uff45xample.com",
    "a\uff20example.com",
    "a@example.c\u043em",
    "a@exam\u00adple.com",
    "a@xn--exmple-4nf.com",
    "example.com",
    "a@",
    "a",
    " ",
  ].map((email) => claims(`the address ${JSON.stringify(email)}`, () => ({ email }))),
  claims("no address and a number as subject", () => ({ email: undefined, sub: "12345" })),
  claims("no address and a subject elsewhere", () => ({ email: undefined, sub: "a@evil.test" })),
  claims("an empty address and a number as subject", () => ({ email: "", sub: "12345" })),
  claims("nothing as address and a number as subject", () => ({ email: null, sub: "12345" })),
  claims("groups and roles that sound good", () => ({
    email: "a@evil.test",
    groups: ["example.com", "admin"],
    roles: ["admin"],
  })),
  claims("the address as a preferred name", () => ({
    email: "a@evil.test",
    preferred_username: "alice@example.com",
    upn: "alice@example.com",
  })),
  bad("an address that occurs twice, the last one elsewhere", (forger) =>
    forger.written(twice(forger, '"email":"a@evil.test"')),
  ),
]);

/** The claims of alice, and one of them again. */
function twice(forger: Forger, member: string): string {
  const [, payload = ""] = forger.content({}).split(".");
  return `${Buffer.from(payload, "base64url").toString().slice(0, -1)},${member}}`;
}
