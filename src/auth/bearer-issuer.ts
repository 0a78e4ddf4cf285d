import { GCLOUD_AUDIENCE, GOOGLE_ISSUER } from "./google";

/** Tokens of which issuers sign in beside the login's own, and whose. */
export interface BearerTokens {
  /** At least one. */
  readonly issuers: readonly BearerIssuer[];
}

/** An issuer whose ID tokens are accepted for one audience. */
export interface BearerIssuer {
  /**
   * The issuer exactly as in its tokens' `iss`: `https://accounts.google.com`, an AWS account's own
   * `https://<id>.tokens.sts.global.api.aws`, or an OpenID Connect issuer of your organization.
   *
   * Whoever may make roles in that AWS account can also name one like an address of `allowed_email_domains`, and get in:
   * name an account only if you trust those who administer it that far.
   */
  readonly issuer: string;
  /** The audience that its tokens must be for: a name that no other service accepts. */
  readonly audience: string;
  /**
   * Who comes in. `"allowed-email-domains"`: addresses of the variable `allowed_email_domains`, which is one list for all
   * issuers. `subjects`: exactly these, by e-mail address, or by `sub` where the tokens carry no address; upper and
   * lower case are the same. Addresses of the domains come in as well.
   */
  readonly who: "allowed-email-domains" | { readonly subjects: readonly string[] };
  /**
   * You state that nobody outside of your organization can get an account with this issuer, that its users cannot choose
   * their own `sub` or an unverified `email` (nor claims of their own), and that no two of its subjects differ in case
   * alone. Needed of every issuer but Google's and AWS's, of which it is known.
   */
  readonly issuerControlsSubjectsAndEmails?: true;
}

const AWS_ISSUER = /^https:\/\/[a-z0-9-]+\.tokens\.sts\.global\.api\.aws$/;

/** `own`: an issuer about which somebody has to state that it controls subjects and addresses. */
export type IssuerKind = "google" | "aws" | "own";

/** What is known of an issuer, by its exact spelling. */
export function issuerKind(issuer: string): IssuerKind {
  if (issuer === GOOGLE_ISSUER) return "google";
  return AWS_ISSUER.test(issuer) ? "aws" : "own";
}

/** The listed subjects of an issuer; none where the e-mail domains decide. */
export function subjectsOf({ who }: BearerIssuer): readonly string[] {
  return isListOfSubjects(who) ? who.subjects : [];
}

/** Also of what a program without types gave. */
export function isListOfSubjects(who: unknown): who is { readonly subjects: readonly string[] } {
  return typeof who === "object" && who !== null && "subjects" in who && Array.isArray(who.subjects);
}

/** Whether every user of gcloud has tokens for this entry. */
export function isSharedByGcloud({ issuer, audience }: BearerIssuer): boolean {
  return issuerKind(issuer) === "google" && audience === GCLOUD_AUDIENCE;
}
