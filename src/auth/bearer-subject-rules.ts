import { Problem } from "../terraform/problem";
import { BearerIssuer, isListOfSubjects, IssuerKind, issuerKind, subjectsOf } from "./bearer-issuer";
import type { BearerCombination, BearerRule } from "./bearer-rules";
import { accountOfRole, isReadableSubject, ISSUED, subjectShape, SubjectShape } from "./bearer-subjects";

/** What is wrong with a list or one of its members; `at` is behind `who`. */
interface Complaint extends Omit<Problem, "where"> {
  readonly at: string;
}

/** A rule about the list of each entry that has one. */
function eachList(
  name: string,
  complain: (entry: BearerIssuer, subjects: readonly string[], combination: BearerCombination) => readonly Complaint[],
): BearerRule {
  return {
    name,
    problems: (combination) =>
      combination.bearerTokens.issuers.flatMap((entry, index) =>
        complain(entry, subjectsOf(entry), combination).map(({ at, ...problem }) => ({
          where: `bearerTokens.issuers[${index}].who${at}`,
          ...problem,
        })),
      ),
  };
}

/** The same about each member. */
function eachSubject(
  name: string,
  complain: (
    subject: string,
    entry: BearerIssuer,
    combination: BearerCombination,
  ) => { readonly allowed: string; readonly fix: string } | undefined,
): BearerRule {
  return eachList(name, (entry, subjects, combination) =>
    subjects.flatMap((subject, index) => {
      const complaint = complain(subject, entry, combination);
      if (complaint === undefined) return [];
      return [{ at: `.subjects[${index}]`, given: JSON.stringify(subject), ...complaint }];
    }),
  );
}

/** What may be listed for an issuer, and what to list instead. */
const LISTED: Readonly<Record<IssuerKind, { readonly allowed: string; readonly fix: string }>> = {
  google: {
    allowed: "e-mail addresses, or numeric ids of service accounts",
    fix: "list the address of the account; its tokens carry it with --include-email",
  },
  aws: {
    allowed: "ARNs of roles: arn:aws:iam::<account>:role/<name>",
    fix: "list the role itself, with its path, and none of its sessions (assumed-role); users have no tokens of this kind here",
  },
  own: {
    allowed: "e-mail addresses, or subjects that only this issuer gives",
    fix: "list roles with the issuer of their AWS account",
  },
};

export const SUBJECT_RULES: readonly BearerRule[] = [
  eachList("who is said in one of two ways", ({ who }) =>
    who === "allowed-email-domains" || isListOfSubjects(who)
      ? []
      : [
          {
            at: "",
            given: inWords(who),
            allowed: '"allowed-email-domains", or { subjects: [...] }',
            fix: "list the subjects that may come in, or let the variable allowed_email_domains decide",
          },
        ],
  ),
  eachList("tokens of AWS come in by their role", ({ issuer, who }) =>
    issuerKind(issuer) === "aws" && who === "allowed-email-domains"
      ? [
          {
            at: "",
            given: JSON.stringify(who),
            allowed: "{ subjects: [...] } with an issuer of AWS",
            fix: "list the ARNs of the roles: these tokens carry no e-mail address",
          },
        ]
      : [],
  ),
  eachList("a list has a subject", ({ who }, subjects) =>
    isListOfSubjects(who) && subjects.length === 0
      ? [{ at: ".subjects", given: "[]", allowed: "at least one subject", fix: "leave the issuer out" }]
      : [],
  ),
  eachSubject("a subject is one line of oauth2-proxy's file", (subject) =>
    isReadableSubject(subject)
      ? undefined
      : {
          allowed: "1 to 255 visible ASCII characters without * , # quotes and backslashes",
          fix: "list each subject by itself and letter by letter: there are no patterns",
        },
  ),
  eachList("a subject is listed once", (_entry, subjects) =>
    subjects.flatMap((subject, index) =>
      subjects.findIndex((other) => other.toLowerCase() === subject.toLowerCase()) < index
        ? [
            {
              at: `.subjects[${index}]`,
              given: JSON.stringify(subject),
              allowed: "each subject once, in upper or lower case",
              fix: "take one away: oauth2-proxy compares in lower case",
            },
          ]
        : [],
    ),
  ),
  eachSubject("a subject is one that the issuer gives", (subject, { issuer }) => {
    const kind = issuerKind(issuer);
    const fits = kind === "aws" ? accountOfRole(subject) !== undefined : ISSUED[kind].includes(subjectShape(subject));
    return fits ? undefined : LISTED[kind];
  }),
  eachList("the roles of an AWS issuer are of one account", ({ issuer }, subjects) => {
    const accounts = [...new Set(subjects.flatMap((subject) => accountOfRole(subject) ?? []))];
    return issuerKind(issuer) !== "aws" || accounts.length <= 1
      ? []
      : [
          {
            at: ".subjects",
            given: `roles of the accounts ${accounts.join(", ")}`,
            allowed: "roles of one account",
            fix: "add an entry for each account: every account has an issuer of its own",
          },
        ];
  }),
  eachSubject("no other accepted issuer can give the same subject", (subject, { issuer }, combination) => {
    const shape = subjectShape(subject);
    // The same person, whoever says so: every accepted issuer verifies its addresses. And one role in the world.
    if (shape === "e-mail" || shape === "role") return undefined;
    const rival = rivals(issuer, combination).find((other) => canGive(other, shape));
    return rival === undefined
      ? undefined
      : {
          allowed: `an e-mail address, beside ${rival}`,
          fix: "list the e-mail address of the account, or accept one of the two issuers: a subject is unique with its issuer only, and whoever has the same one at the other would be let in",
        };
  }),
];

function inWords(who: unknown): string {
  return who === undefined ? "nothing" : JSON.stringify(who);
}

/** The other issuers whose tokens are accepted. The login's own is one of them as soon as bearer tokens are on. */
function rivals(issuer: string, { provider, bearerTokens }: BearerCombination): readonly string[] {
  const all = [provider.bearerIssuer, ...bearerTokens.issuers.map((entry) => entry.issuer)];
  return all.flatMap((other) => (other === undefined || other === issuer ? [] : [other]));
}

function canGive(issuer: string, shape: SubjectShape): boolean {
  return ISSUED[issuerKind(issuer)].includes(shape);
}
