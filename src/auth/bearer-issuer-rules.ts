import { Problem } from "../terraform/problem";
import { AUDIENCE } from "./audience";
import { BearerIssuer, isSharedByGcloud, issuerKind, subjectsOf } from "./bearer-issuer";
import type { BearerRule } from "./bearer-rules";
import { STATEMENT } from "./oidc-issuer";
import { isSharedIssuer } from "./shared-issuers";

const ISSUER_URL = /^https:\/\/[a-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/;
const WHOLE_AUDIENCE = new RegExp(`^${AUDIENCE}$`);

/** Hosts of issuers that are known; any other address there is a slip. */
const KNOWN_HOST = /^(accounts\.google\.com|.*\.tokens\.sts\.global\.api\.aws)\.?$/;

/**
 * Bytes of all issuers, audiences and subjects. With the most e-mail domains and audiences that the variables take, the
 * task definition is then still below its 64 KiB.
 */
export const MOST_BEARER_BYTES = 8 * 1024;

/** What is wrong with one entry: what was given, what is allowed, and the fix. */
type Complaint = readonly [given: string, allowed: string, fix: string];

/** A rule about each entry by itself. @param part the member that it is about */
function eachIssuer(
  name: string,
  part: "issuer" | "audience" | "who" | "issuerControlsSubjectsAndEmails",
  complain: (entry: BearerIssuer, index: number, all: readonly BearerIssuer[]) => Complaint | undefined,
): BearerRule {
  return {
    name,
    problems: ({ bearerTokens: { issuers } }) =>
      issuers.flatMap((entry, index) => {
        const complaint = complain(entry, index, issuers);
        if (complaint === undefined) return [];
        const [given, allowed, fix] = complaint;
        return [{ where: `bearerTokens.issuers[${index}].${part}`, given, allowed, fix }];
      }),
  };
}

function isUrl(issuer: string): boolean {
  return ISSUER_URL.test(issuer) && issuer.length <= 256 && URL.canParse(issuer);
}

export const ISSUER_RULES: readonly BearerRule[] = [
  eachIssuer("an issuer is a URL that is one setting of oauth2-proxy", "issuer", ({ issuer }) =>
    isUrl(issuer)
      ? undefined
      : [
          JSON.stringify(issuer),
          "an https:// URL of at most 256 characters, its host in lower case, without user, query, fragment, comma or =",
          "copy `iss` of one of its tokens, or `issuer` of its /.well-known/openid-configuration",
        ],
  ),
  eachIssuer("strangers cannot choose their subject", "issuer", ({ issuer }) =>
    URL.canParse(issuer) && isSharedIssuer(issuer)
      ? [
          JSON.stringify(issuer),
          "an issuer that lets no stranger choose a subject or an audience",
          "let the job assume an AWS role and send a token of AWS STS instead: here anyone in the world can get a token, and one whose branch is called you@your.domain would be let in by allowed_email_domains, whatever subjects are listed",
        ]
      : undefined,
  ),
  eachIssuer("a known issuer is written as in its tokens", "issuer", ({ issuer }) =>
    URL.canParse(issuer) && KNOWN_HOST.test(new URL(issuer).hostname) && issuerKind(issuer) === "own"
      ? [
          JSON.stringify(issuer),
          "https://accounts.google.com, or https://<id>.tokens.sts.global.api.aws",
          "write it exactly so, without a port, a path or a slash at the end",
        ]
      : undefined,
  ),
  eachIssuer(
    "of any other issuer somebody states that it controls subjects and addresses",
    "issuerControlsSubjectsAndEmails",
    ({ issuer, issuerControlsSubjectsAndEmails: stated }) =>
      isUrl(issuer) && issuerKind(issuer) === "own" && !isSharedIssuer(issuer) && stated !== true
        ? [statement(stated), STATEMENT.allowed, STATEMENT.fix]
        : undefined,
  ),
  eachIssuer("an audience is one setting of oauth2-proxy", "audience", ({ audience }) =>
    WHOLE_AUDIENCE.test(audience)
      ? undefined
      : [
          JSON.stringify(audience),
          "1 to 256 letters, digits and ._:/~- characters",
          "choose a name that no other service accepts, for example mlflow-production",
        ],
  ),
  eachIssuer("an audience is not the one that all users of gcloud share", "audience", (entry) =>
    isSharedByGcloud(entry)
      ? [
          JSON.stringify(entry.audience),
          "an audience of your own",
          "if you mean what every gcloud user has, set the variable accept_gcloud_user_tokens = true and read its description",
        ]
      : undefined,
  ),
  eachIssuer("an audience of AWS is no address", "audience", ({ issuer, audience }) =>
    issuerKind(issuer) === "aws" && /^https?:/i.test(audience)
      ? [
          JSON.stringify(audience),
          "a plain name",
          "take the https:// away: version 1 of the AWS CLI would send what that address answers in its place",
        ]
      : undefined,
  ),
  eachIssuer("an issuer and an audience are named together once", "audience", (entry, index, all) =>
    all.findIndex(({ issuer, audience }) => issuer === entry.issuer && audience === entry.audience) < index
      ? [JSON.stringify(entry.audience), "each audience of an issuer once", "put all subjects into one entry"]
      : undefined,
  ),
  {
    name: "the task definition has room for it",
    problems: ({ bearerTokens: { issuers } }): readonly Problem[] => {
      const bytes = issuers.reduce((sum, entry) => sum + entryBytes(entry), 0);
      if (bytes <= MOST_BEARER_BYTES) return [];
      return [
        {
          where: "bearerTokens",
          given: `${bytes} bytes of issuers, audiences and subjects`,
          allowed: `at most ${MOST_BEARER_BYTES}: they are part of the task definition, which AWS limits to 64 KiB`,
          fix: "name fewer subjects: one role that several jobs assume, or an e-mail domain of service accounts",
        },
      ];
    },
  },
];

function statement(given: boolean | undefined): string {
  return given === undefined ? "nothing" : String(given);
}

function entryBytes(entry: BearerIssuer): number {
  const words = [entry.issuer, entry.audience, ...subjectsOf(entry)];
  return words.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
}
