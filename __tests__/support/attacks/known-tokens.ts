import { Json } from "../stack-json";
import { api, Arms, Attack, attack, bearer, request } from "./attack";

/** What gets in although one might think otherwise, and why that is no hole. */
export interface KnownCase extends Attack {
  readonly because: string;
}

/** With some headers: 404 is MLflow's own answer, that there is no such experiment. */
function known(name: string, because: string, headers: (token: string, arms: Arms) => readonly string[]): KnownCase {
  const bytes: Attack["request"] = (arms, mark) => request(api(mark), headers(arms.token, arms));
  return { ...attack(name, "404", bytes), because };
}

function token(name: string, because: string, claims: Readonly<Record<string, Json | undefined>>): KnownCase {
  return known(name, because, (_, { forger }) => [bearer(forger.token({ claims }))]);
}

function basic(credentials: string): string {
  return `Authorization: Basic ${Buffer.from(credentials).toString("base64")}`;
}

const BASIC = "whoever has it could send it as bearer, too";
const now = Math.floor(Date.now() / 1000);

/** Tokens that the issuer has signed, all of them; what is odd about them is not about who has signed what. */
export const KNOWN_TOKENS: readonly KnownCase[] = [
  token(
    "no address, and a subject that looks like one of the domain",
    "issuerControlsSubjectsAndEmails says that nobody chooses a subject",
    {
      email: undefined,
      sub: "anybody@example.com",
    },
  ),
  token("nothing before the @", "issuerControlsSubjectsAndEmails says that nobody has an address that is none", {
    email: "@example.com",
  }),
  token(
    "another address after one of elsewhere, under a name in upper case",
    "issuerControlsSubjectsAndEmails: oauth2-proxy reads names of claims without regard to case, so nobody may choose any",
    { email: "a@evil.test", EMAIL: "alice@example.com" },
  ),
  token("an address in upper case", "domains are compared without regard to case, and are one for DNS, too", {
    email: "ALICE@EXAMPLE.COM",
  }),
  token("nothing about whether the address is verified", "docs/identity.md: the issuer does not call it unverified", {
    email_verified: undefined,
  }),
  token("several audiences, one of them ours", "the token was made for us, too", {
    aud: ["another", "mlflow-rehearsal"],
  }),
  token("the client's own id as audience", "docs/identity.md: accepted once there is a bearer audience", {
    aud: "mlflow-on-localhost",
  }),
  token("an issue date in the future", "only expiry and not-before limit a token", { iat: now + 7200 }),
  token("a validity that begins in a minute", "clocks differ: five minutes are forgiven", { nbf: now + 60 }),
  token("an expiry as a string of digits", "the same moment in another spelling", { exp: String(now + 3600) }),
  known("no key id", "the signature is one of the issuer's keys", (_, { forger }) => [
    bearer(forger.token({ header: { kid: undefined } })),
  ]),
  known("the token as user of Basic", BASIC, (good) => [basic(`${good}:`)]),
  known("the token as password of Basic", BASIC, (good) => [basic(`somebody:${good}`)]),
  {
    ...known("a header in two lines", "the load balancer refuses it; behind it, it is the same header", (good) => [
      "Authorization: Bearer",
      ` ${good}`,
    ]),
    entries: ["oauth2-proxy"],
  },
];
