import { IssuerKind } from "./bearer-issuer";

/**
 * What a listed subject looks like. oauth2-proxy has one list for all issuers, so the look alone tells whose it is.
 * `id` is anything else, such as a UUID.
 */
export type SubjectShape = "e-mail" | "number" | "role" | "id";

const E_MAIL = /^[^@:/]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}$/i;
/** With a path or without; no session of a role, which is `arn:aws:sts::…:assumed-role/…`, and no user. */
const ROLE = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

/**
 * What oauth2-proxy reads back as it was written: its file is CSV with `#` comments. No `*`, which someone may take for
 * a pattern. ASCII only: oauth2-proxy compares in lower case, and some other letters have an ASCII one.
 */
const READABLE = /^[!$%&()+\-./0-9:;<=>?@A-Z[\]^_a-z{|}~]{1,255}$/;

/** Whether a subject can be a line of that file. */
export function isReadableSubject(subject: string): boolean {
  return READABLE.test(subject);
}

/** Whose a subject can be, by its look. */
export function subjectShape(subject: string): SubjectShape {
  if (/^arn:/i.test(subject)) return "role";
  if (/^\d+$/.test(subject)) return "number";
  return E_MAIL.test(subject) ? "e-mail" : "id";
}

/** Account of a role's ARN; `undefined` when it is none. */
export function accountOfRole(subject: string): string | undefined {
  return ROLE.exec(subject)?.[2];
}

/**
 * The shapes of subjects that an issuer's tokens can have. An issuer of one's own gives ids as it likes, and an ARN of
 * a role to nobody: its statement says that nobody chooses theirs.
 */
export const ISSUED: Readonly<Record<IssuerKind, readonly SubjectShape[]>> = {
  google: ["e-mail", "number"],
  aws: ["role"],
  own: ["e-mail", "number", "id"],
};
