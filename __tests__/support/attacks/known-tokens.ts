import { Json } from "../stack-json";
import { api, Attack, bearer, request } from "./attack";

/** What gets in although one might think otherwise, and why that is no hole. */
export interface KnownCase extends Attack {
  readonly because: string;
}

function token(name: string, because: string, claims: Readonly<Record<string, Json | undefined>>): KnownCase {
  return {
    name,
    because,
    request: ({ forger }, mark) => request(api(mark), [bearer(forger.token({ claims }))]),
    verdict: "404",
  };
}

const now = Math.floor(Date.now() / 1000);

/** 404 is MLflow's own answer: there is no such experiment. */
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
  {
    name: "no key id",
    because: "the signature is one of the issuer's keys",
    request: ({ forger }, mark) => request(api(mark), [bearer(forger.token({ header: { kid: undefined } }))]),
    verdict: "404",
  },
  ...["user", "password"].map((place): KnownCase => ({
    name: `the token as ${place} of Basic`,
    because: "whoever has it could send it as bearer, too",
    request: ({ token: good }, mark) => {
      const credentials = place === "user" ? `${good}:` : `somebody:${good}`;
      return request(api(mark), [`Authorization: Basic ${Buffer.from(credentials).toString("base64")}`]);
    },
    verdict: "404",
  })),
  {
    name: "a header in two lines",
    because: "the load balancer refuses it; behind it, it is the same header",
    request: ({ token: good }, mark) => request(api(mark), ["Authorization: Bearer", ` ${good}`]),
    verdict: "404",
    entries: ["oauth2-proxy"],
  },
];
