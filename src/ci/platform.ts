import { Problem } from "../terraform/problem";

/** What a trust policy says about the claims of a token, beside its audience. The names are those of the claims. */
export interface TrustedClaims {
  /** Exact values, one of which the claim must have. */
  readonly equal?: Readonly<Record<string, readonly string[]>>;
  /** Patterns, where no exact value can be known. */
  readonly like?: Readonly<Record<string, string>>;
}

/** Who gets the role that tracks runs, and tokens for which audience. */
export interface TrackingTrust {
  readonly claims: TrustedClaims;
  readonly audience: string;
}

/** How a platform names its jobs, and what is wrong with its settings. */
export interface CiPlatform {
  /** Host, and path if any, of the issuer of its tokens, without https:// and without a slash at the end. */
  readonly issuer: string;
  /** For whom a token must be. */
  readonly audience: string;
  /** Who may plan. */
  readonly plan: TrustedClaims;
  /** Who may apply. */
  readonly apply: TrustedClaims;
  /** Who may track runs; `undefined`: there is no role for that. */
  readonly track: TrackingTrust | undefined;
  /** Names under which the platform's jobs read the ARNs of the two roles. */
  readonly variables: { readonly plan: string; readonly apply: string; readonly others: readonly string[] };
  readonly problems: readonly Problem[];
}

/** A setting whose value has another form. */
export interface NameRule {
  readonly where: string;
  readonly value: string;
  readonly pattern: RegExp;
  readonly allowed: string;
  readonly fix: string;
}

/** The rules that are broken. A wildcard never matches: it would trust jobs that nobody has named. */
export function nameProblems(rules: readonly NameRule[]): Problem[] {
  return rules
    .filter(({ value, pattern }) => !pattern.test(value))
    .map(({ where, value, allowed, fix }) => ({ where, given: JSON.stringify(value), allowed, fix }));
}

/** A branch as Git takes it, without what a pattern of IAM would read as a wildcard. */
export function branchRule(where: string, value: string): NameRule {
  return {
    where,
    value,
    pattern:
      /^(?!refs\/)(?!.*(\.\.|\/\/|\.lock$|\.$|\/\.))[A-Za-z0-9][A-Za-z0-9._/-]{0,198}[A-Za-z0-9._-]$|^[A-Za-z0-9]$/,
    allowed: "one branch, without refs/heads/ and without wildcards",
    fix: "name the branch that is applied, for example main",
  };
}
