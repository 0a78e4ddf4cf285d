import { AWS_ROLES, GOOGLE_SERVICE_ACCOUNTS } from "../shapes";
import { BearerConfiguration, CLIENT_ID } from "./configuration";
import { ProxySettings, ProxyVerdict, Token } from "./proxy-verdict";
import { AWS, GITHUB, GOOGLE, hostileBranch } from "./world";

/** The login's own issuer, and a domain of its people. */
const OWN = "https://login.example.com";
const DOMAIN = "allowed.com";

const common = { admitEveryAccount: false, bearerAudiences: [], acceptGcloud: false, domains: [DOMAIN] };

/** The shapes that have a test of their own. The first has a login with tokens of its own, and listed subjects. */
export const SYNTHESIZED: readonly BearerConfiguration[] = [
  { ...common, login: "oidc", issuers: [GOOGLE_SERVICE_ACCOUNTS] },
  { ...common, login: "google", issuers: [AWS_ROLES], acceptGcloud: true, bearerAudiences: ["another"] },
  { ...common, login: "github", issuers: [AWS_ROLES] },
  { ...common, login: "google", issuers: [], bearerAudiences: ["another"] },
];

const B = [GITHUB, GOOGLE, AWS].map((issuer) => `${issuer}=mlflow-example`).join(",");
const SUBJECTS = [
  "carol@elsewhere.test",
  "0b3fae10-77",
  "104857600000000000001",
  "repo:acme/models:ref:refs/heads/main",
  "arn:aws:iam::111122223333:role/training",
].join(",");

function settings(emailDomains: string, subjects: string): ProxySettings {
  return { enabled: true, extraJwtIssuers: B, emailDomains, subjects, ownVerifier: OWN };
}

type Setting = "domain only" | "file only" | "domain and file" | "wildcard";

/** Settings that no stack has: issuers that the rules refuse, too, with a domain, a file, both, and `*`. */
export const PLANTED: readonly { readonly name: Setting; readonly settings: ProxySettings }[] = [
  { name: "domain only", settings: settings(DOMAIN, "") },
  { name: "file only", settings: settings("", SUBJECTS) },
  { name: "domain and file", settings: settings(DOMAIN, SUBJECTS) },
  { name: "wildcard", settings: settings("*", "") },
];

interface Row {
  readonly title: string;
  readonly token: Token;
  readonly verdicts: Readonly<Record<Setting, ProxyVerdict>>;
}

function row(title: string, token: Token, ...[domain, file, both, everybody]: readonly ProxyVerdict[]): Row {
  const verdicts = {
    "domain only": domain ?? 401,
    "file only": file ?? 401,
    "domain and file": both ?? 401,
    wildcard: everybody ?? 401,
  };
  return { title, token, verdicts };
}

const own = (claims: Omit<Token, "iss" | "aud">): Token => ({ iss: OWN, aud: CLIENT_ID, ...claims });
const other = (iss: string, claims: Omit<Token, "iss" | "aud">): Token => ({ iss, aud: "mlflow-example", ...claims });

/** What oauth2-proxy answers: with a domain, with a file, with both, and with `*`. */
export const MEASURED: readonly Row[] = [
  row("own issuer, an address of the domain", own({ sub: "1", email: `alice@${DOMAIN}` }), 200, 403, 200, 200),
  row("own issuer, a listed address", own({ sub: "1", email: "carol@elsewhere.test" }), 403, 200, 200, 200),
  row("own issuer, an address in upper case", own({ sub: "1", email: `ALICE@ALLOWED.COM` }), 200, 403, 200, 200),
  row("own issuer, no address, a listed subject", own({ sub: "0b3fae10-77" }), 403, 200, 200, 200),
  row("own issuer, no address, one that is not", own({ sub: "0b3fae10-78" }), 403, 403, 403, 200),
  row(
    "own issuer, an unverified address",
    own({ sub: "1", email: `a@${DOMAIN}`, emailVerified: false }),
    401,
    401,
    401,
    401,
  ),
  row(
    "own issuer, a listed subject and an address elsewhere",
    own({ sub: "0b3fae10-77", email: "a@evil.test" }),
    403,
    403,
    403,
    200,
  ),
  row("own issuer, neither subject nor address", own({ sub: "" }), 200, 200, 200, 200),
  row("another, an address of the domain", other(GOOGLE, { sub: "1", email: `alice@${DOMAIN}` }), 200, 403, 200, 200),
  row(
    "another, an unverified one",
    other(GOOGLE, { sub: "1", email: `a@${DOMAIN}`, emailVerified: false }),
    401,
    401,
    401,
    401,
  ),
  row("another, a listed number", other(GOOGLE, { sub: "104857600000000000001" }), 403, 200, 200, 200),
  row("GitHub, a listed branch", other(GITHUB, { sub: "repo:acme/models:ref:refs/heads/main" }), 403, 200, 200, 200),
  row("GitHub, another branch", other(GITHUB, { sub: "repo:acme/models:ref:refs/heads/dev" }), 403, 403, 403, 200),
  row("GitHub, a hostile branch: the hole", other(GITHUB, { sub: hostileBranch(DOMAIN) }), 200, 403, 200, 200),
  row("GitHub, one with a second @", other(GITHUB, { sub: `a@b@${DOMAIN}` }), 403, 403, 403, 200),
  row(
    "GitHub, one of a domain that ends so",
    other(GITHUB, { sub: hostileBranch(`not${DOMAIN}`) }),
    403,
    403,
    403,
    200,
  ),
  row(
    "GitHub, a number that is listed for Google",
    other(GITHUB, { sub: "104857600000000000001" }),
    403,
    200,
    200,
    200,
  ),
  row("GitHub, no subject", other(GITHUB, { sub: "" }), 200, 200, 200, 200),
  row("AWS, a listed role", other(AWS, { sub: "arn:aws:iam::111122223333:role/training" }), 403, 200, 200, 200),
  row(
    "AWS, the same in upper case",
    other(AWS, { sub: "arn:aws:iam::111122223333:role/TRAINING" }),
    403,
    200,
    200,
    200,
  ),
  row("AWS, another role", other(AWS, { sub: "arn:aws:iam::111122223333:role/other" }), 403, 403, 403, 200),
  row(
    "AWS, a role named like an address",
    other(AWS, { sub: `arn:aws:iam::111122223333:role/a@${DOMAIN}` }),
    200,
    403,
    200,
    200,
  ),
  row("the audience of another issuer", { iss: GITHUB, aud: CLIENT_ID, sub: "0b3fae10-77" }, 401, 401, 401, 401),
  row("a wrong audience", { iss: OWN, aud: "elsewhere", sub: "1", email: `alice@${DOMAIN}` }, 401, 401, 401, 401),
  row(
    "an issuer that nobody named",
    other("https://gitlab.com", { sub: "1", email: `a@${DOMAIN}` }),
    401,
    401,
    401,
    401,
  ),
];
