import fc from "fast-check";
import { BearerIssuer } from "../../../src/auth/bearer-issuer";
import { GCLOUD_AUDIENCE } from "../../../src/auth/google";
import { BearerConfiguration, CLIENT_ID } from "./configuration";
import { Token } from "./proxy-verdict";
import { ACCOUNT, AWS, GITHUB, GOOGLE, hostileBranch, OTHER_ACCOUNT, OTHER_AWS, peopleOf, role, WORLD } from "./world";

const DOMAINS = ["allowed.com", "ml-jobs.iam.gserviceaccount.com"];
const AUDIENCE = "mlflow-example";
/** That of a pair which a value with a comma would smuggle in. */
const SMUGGLED = "smuggled";

/** Issuers as they are, and as somebody might write them: wrongly, or such that oauth2-proxy reads two. */
const ISSUERS = [
  ...Object.keys(WORLD),
  `${GITHUB}/`,
  GITHUB.toUpperCase(),
  GITHUB.replace("https", "http"),
  `${GOOGLE}/`,
  "https://accounts.google.com:443",
  `${AWS}/`,
  `https://login.example.com=x,${GITHUB}`,
  `https://login.example.com/,${GITHUB}`,
  "https://gitlab.com.",
  "",
];

const AUDIENCES = [
  AUDIENCE,
  "another",
  GCLOUD_AUDIENCE,
  CLIENT_ID,
  "https://mlflow.example.com",
  `a,${GITHUB}=${SMUGGLED}`,
  "",
  "*",
];

/** Those that fit an issuer, and those that do not. */
const SUBJECTS = [
  "training@ml-jobs.iam.gserviceaccount.com",
  "ada@partner.example",
  "Ada@Partner.example",
  "104857600000000000099",
  "4711",
  "0b3fae10-77",
  "auth0|0b3fae10",
  role(ACCOUNT, "training"),
  role(ACCOUNT, "ci/Evaluation"),
  role(OTHER_ACCOUNT, "training"),
  role("123", "short"),
  `arn:aws:sts::${ACCOUNT}:assumed-role/training/session`,
  "repo:acme/models:ref:refs/heads/main",
  hostileBranch(DOMAINS[0] ?? ""),
  "*",
  "",
  "0b3fae10-77\nmallory@evil.test",
  "0b3fae10-77,mallory@evil.test",
  "#comment",
];

const choice = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Mostly as somebody would write it, so that many are accepted; else anything. */
const sensible: fc.Arbitrary<BearerIssuer> = fc.oneof(
  listed(GOOGLE, [SUBJECTS[0], SUBJECTS[1], SUBJECTS[3]]),
  listed(AWS, [role(ACCOUNT, "training"), role(ACCOUNT, "ci/Evaluation")]),
  listed(OTHER_AWS, [role(OTHER_ACCOUNT, "training"), role(OTHER_ACCOUNT, "batch")]),
  listed("https://login.example.com", [SUBJECTS[1], SUBJECTS[4], SUBJECTS[5]]),
  listed("https://sso.example.org/realms/ml", [SUBJECTS[1], SUBJECTS[4], SUBJECTS[6]]),
  listed(GITHUB, [SUBJECTS[12]]),
  choice([GOOGLE, "https://login.example.com", GITHUB]).map((issuer) =>
    stated({ issuer, audience: AUDIENCE, who: "allowed-email-domains" }),
  ),
);

/** Some that fit, and now and then one that may not. */
function listed(issuer: string, subjects: readonly (string | undefined)[]): fc.Arbitrary<BearerIssuer> {
  const known = subjects.flatMap((subject) => subject ?? []);
  const odd = fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    choice(SUBJECTS).map((subject) => [subject]),
  );
  return fc
    .tuple(fc.subarray(known, { minLength: 1 }), odd)
    .map((lists) => stated({ issuer, audience: AUDIENCE, who: { subjects: lists.flat() } }));
}

/** Nobody states what is not so: of pools and shared issuers, only somebody who takes GitHub's for a good one. */
function stated(entry: BearerIssuer): BearerIssuer {
  const nature = WORLD[entry.issuer]?.kind;
  const isStatable = nature === "own" || entry.issuer === GITHUB || nature === undefined;
  return isStatable ? { ...entry, issuerControlsSubjectsAndEmails: true } : entry;
}

const anything: fc.Arbitrary<BearerIssuer> = fc
  .record({
    issuer: choice(ISSUERS),
    audience: fc.oneof({ weight: 3, arbitrary: fc.constant(AUDIENCE) }, choice(AUDIENCES)),
    who: fc.oneof(
      fc.constant("allowed-email-domains" as const),
      fc.array(choice(SUBJECTS), { maxLength: 3 }).map((subjects) => ({ subjects })),
    ),
    isStated: fc.boolean(),
  })
  .map(({ isStated, ...entry }) => (isStated ? stated(entry) : entry));

const seldom = fc.integer({ min: 0, max: 9 }).map((number) => number === 0);

/** Any login with any variables and up to four issuers. */
export const configurations: fc.Arbitrary<BearerConfiguration> = fc.record({
  login: fc.oneof(
    { weight: 6, arbitrary: choice(["google", "github", "oidc", "oidc elsewhere"] as const) },
    { weight: 1, arbitrary: fc.constant("a public one" as const) },
  ),
  admitEveryAccount: seldom,
  issuers: fc.array(fc.oneof({ weight: 4, arbitrary: sensible }, { weight: 1, arbitrary: anything }), { maxLength: 4 }),
  domains: fc.oneof(
    { weight: 8, arbitrary: fc.subarray(DOMAINS, { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant(["*"]) },
  ),
  bearerAudiences: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([AUDIENCE, "another"], { minLength: 1 }) },
  ),
  acceptGcloud: seldom,
});

/** Every token that matters for a configuration: of all issuers, for all audiences, of all people. */
export function tokensFor({ domains, issuers }: BearerConfiguration): readonly Token[] {
  const all = issuers.flatMap(({ who }) => (typeof who === "string" ? [] : who.subjects));
  const listedParts = [...new Set(all.flatMap((subject) => subject.split(/[,\n]/)))];
  const named = domains.filter((domain) => domain !== "*");
  return Object.entries(WORLD).flatMap(([iss, nature]) =>
    peopleOf(nature, named, listedParts).flatMap((claims) =>
      [AUDIENCE, "another", GCLOUD_AUDIENCE, CLIENT_ID, SMUGGLED, "foreign"].map((aud) => ({ iss, aud, ...claims })),
    ),
  );
}
