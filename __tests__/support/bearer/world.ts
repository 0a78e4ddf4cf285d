/** Who issues tokens in these tests, and who can get which. Written from what the issuers document, not from our rules. */
export type Nature =
  /** Anybody gets tokens for any audience; the subject is a number, the address verified or absent. */
  | { readonly kind: "google" }
  /** Tokens of the roles of one account, for any audience; no address. */
  | { readonly kind: "aws"; readonly account: string }
  /** Its organization decides about subjects and addresses. */
  | { readonly kind: "own" }
  /** Anybody gets tokens with a subject of their choice, for any audience. */
  | { readonly kind: "strangers" };

export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "444455556666";

export const AWS = "https://a1b2c3d4-0000-4000-8000-000000000000.tokens.sts.global.api.aws";
export const OTHER_AWS = "https://e5f6a7b8-0000-4000-8000-000000000000.tokens.sts.global.api.aws";
export const GITHUB = "https://token.actions.githubusercontent.com";
export const GOOGLE = "https://accounts.google.com";
/** A pool where everybody may sign up, under an address of its own: no list knows it, so nobody may state anything of it. */
export const POOL = "https://pool.example.net/sign-up";

export const WORLD: Readonly<Record<string, Nature>> = {
  [GOOGLE]: { kind: "google" },
  [AWS]: { kind: "aws", account: ACCOUNT },
  [OTHER_AWS]: { kind: "aws", account: OTHER_ACCOUNT },
  "https://login.example.com": { kind: "own" },
  "https://sso.example.org/realms/ml": { kind: "own" },
  [GITHUB]: { kind: "strangers" },
  [`${GITHUB}/acme`]: { kind: "strangers" },
  "https://gitlab.com": { kind: "strangers" },
  "https://login.microsoftonline.com/common": { kind: "strangers" },
  [POOL]: { kind: "strangers" },
};

/** The branch that everybody can have in a repository of their own. */
export function hostileBranch(domain: string): string {
  return `repo:evil/x:ref:refs/heads/a@${domain}`;
}

export function role(account: string, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/** Who somebody is at an issuer, as its tokens say it. */
export interface Claims {
  readonly sub: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
}

/**
 * Everybody who can get tokens of an issuer, as far as it matters for a configuration with these domains and these subjects
 * anywhere in its lists.
 */
export function peopleOf(nature: Nature, domains: readonly string[], listed: readonly string[]): readonly Claims[] {
  const addresses = [
    ...domains.map((domain) => `ada@${domain}`),
    ...domains.map((domain) => `ada@${domain}.evil.test`),
    "mallory@evil.test",
    ...listed.filter((subject) => /^[^@\s]+@[a-z0-9.-]+$/i.test(subject)),
  ];
  const numbers = ["104857600000000000001", ...listed.filter((subject) => /^\d+$/.test(subject))];
  switch (nature.kind) {
    case "google":
      return [
        ...numbers.map((sub) => ({ sub })),
        ...addresses.map((email) => ({ sub: "104857600000000000001", email, emailVerified: true })),
        ...addresses.map((email) => ({ sub: "104857600000000000001", email, emailVerified: false })),
      ];
    case "aws":
      return [
        role(nature.account, "another"),
        ...domains.map((domain) => role(nature.account, `a@${domain}`)),
        ...listed.filter((subject) => subject.startsWith(`arn:aws:iam::${nature.account}:role/`)),
      ].map((sub) => ({ sub }));
    case "own": {
      const ids = ["0b3f", ...numbers, ...listed.filter((subject) => !/[@:\s]/.test(subject))];
      return [
        ...[...ids, ...addresses].map((sub) => ({ sub })),
        ...addresses.map((email) => ({ sub: "0b3f", email })),
        ...addresses.map((email) => ({ sub: "0b3f", email, emailVerified: false })),
      ];
    }
    case "strangers":
      return ["", "repo:evil/x:ref:refs/heads/main", ...domains.map(hostileBranch), ...addresses, ...listed].map(
        (sub) => ({ sub }),
      );
  }
}
