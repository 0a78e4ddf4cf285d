import { BearerIssuer } from "../../../src/auth/bearer-issuer";
import { BearerCombination, bearerTokenProblems } from "../../../src/auth/bearer-rules";
import { Problem } from "../../../src/terraform/problem";

/** An issuer of one's own. */
export const OWN: BearerIssuer = {
  issuer: "https://sso.example.org/realms/ml",
  audience: "mlflow-example",
  who: { subjects: ["ci@example.org"] },
  issuerControlsSubjectsAndEmails: true,
};

/** What the rules find, beside a login that has no tokens of its own. */
export function found(issuers: readonly BearerIssuer[], changes: Partial<BearerCombination> = {}): readonly Problem[] {
  return bearerTokenProblems({
    provider: { bearerIssuer: undefined, refusesBearerIssuers: undefined },
    admitsEveryAccount: false,
    bearerTokens: { issuers },
    ...changes,
  });
}

/** Where and what was given, of the problems of these issuers. */
export function placed(
  issuers: readonly BearerIssuer[],
  changes: Partial<BearerCombination> = {},
): readonly string[][] {
  return found(issuers, changes).map(({ where, given }) => [where, given]);
}

/** An entry with other members, as a program without types could give them, too. */
export function changed(entry: BearerIssuer, members: object): BearerIssuer {
  return Object.assign({ ...entry }, members);
}

/** The same entry with these subjects. */
export function listing(entry: BearerIssuer, ...subjects: readonly string[]): BearerIssuer {
  return { ...entry, who: { subjects } };
}

/** Beside a login whose own tokens are accepted, too. */
export const beside = (bearerIssuer: string): Partial<BearerCombination> => ({
  provider: { bearerIssuer, refusesBearerIssuers: undefined },
});
