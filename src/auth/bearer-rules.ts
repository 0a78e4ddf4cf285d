import { Problem } from "../terraform/problem";
import { BearerTokens } from "./bearer-issuer";
import { ISSUER_RULES } from "./bearer-issuer-rules";
import { SUBJECT_RULES } from "./bearer-subject-rules";
import { ProviderDescription } from "./identity-provider";

/** Everything that decides together whose tokens are accepted; variables have rules of their own (settings/access.ts). */
export interface BearerCombination {
  readonly provider: Pick<ProviderDescription, "bearerIssuer" | "refusesBearerIssuers">;
  readonly admitsEveryAccount: boolean;
  readonly bearerTokens: BearerTokens;
}

/** One rule; `where` of its problems is relative to the stack. */
export interface BearerRule {
  /** What holds when the rule finds nothing. */
  readonly name: string;
  readonly problems: (combination: BearerCombination) => readonly Problem[];
}

/**
 * Every rule about bearer tokens. They are rules about the combination, because oauth2-proxy has no setting for one issuer:
 * its e-mail domains and its listed subjects are one list each, for all issuers and for logins, and either
 * suffices; a token without e-mail counts by its subject.
 */
export const BEARER_RULES: readonly BearerRule[] = [
  {
    name: "an issuer is named",
    problems: ({ bearerTokens: { issuers } }) =>
      issuers.length > 0
        ? []
        : [
            {
              where: "bearerTokens.issuers",
              given: "[]",
              allowed: "at least one issuer",
              fix: "leave bearerTokens out; without it no other issuer's tokens are accepted",
            },
          ],
  },
  {
    name: "the login can have other issuers beside it",
    problems: ({ provider: { refusesBearerIssuers: why } }) =>
      why === undefined
        ? []
        : [
            {
              where: "bearerTokens",
              given: "issuers beside this login",
              allowed: "nothing, with this identityProvider",
              fix: `leave it out, or choose another login: ${why}`,
            },
          ],
  },
  {
    name: "not everybody gets in",
    problems: ({ admitsEveryAccount }) =>
      admitsEveryAccount
        ? [
            {
              where: "bearerTokens",
              given: "issuers beside admitEveryAccount",
              allowed: "one of the two",
              fix: "leave admitEveryAccount out: beside * every token of every issuer gets in, whatever its subject",
            },
          ]
        : [],
  },
  ...ISSUER_RULES,
  ...SUBJECT_RULES,
];

/** What is wrong with the bearer tokens of a stack, by all rules. */
export function bearerTokenProblems(combination: BearerCombination): readonly Problem[] {
  return BEARER_RULES.flatMap(({ problems }) => problems(combination));
}
