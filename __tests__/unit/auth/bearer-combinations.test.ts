import fc from "fast-check";
import { BearerIssuer } from "../../../src/auth/bearer-issuer";
import { BEARER_RULES, BearerRule } from "../../../src/auth/bearer-rules";
import { BearerConfiguration, isAccepted } from "../../support/bearer/configuration";
import { configurations, tokensFor } from "../../support/bearer/configurations";
import { settingsOf, Token, verdictOf } from "../../support/bearer/proxy-verdict";
import { isStranger } from "../../support/bearer/stranger";
import { GITHUB, hostileBranch } from "../../support/bearer/world";

const RUNS = 12_000;

/** Tokens with which oauth2-proxy would let in somebody who was not meant. */
function admittedStrangers(configuration: BearerConfiguration): readonly Token[] {
  const settings = settingsOf(configuration);
  return tokensFor(configuration).filter(
    (token) => verdictOf(settings, token) === 200 && isStranger(configuration, token),
  );
}

/** A configuration that the rules accept and that lets a stranger in; `undefined` where 12,000 are none. */
function counterexample(rules: readonly BearerRule[]): BearerConfiguration | undefined {
  const { counterexample: found } = fc.check(
    fc.property(
      configurations,
      (configuration) => !isAccepted(configuration, rules) || admittedStrangers(configuration).length === 0,
    ),
    { numRuns: RUNS, seed: 20_261_124, endOnFailure: true },
  );
  return found?.[0];
}

const without = (name: string): readonly BearerRule[] => BEARER_RULES.filter((rule) => rule.name !== name);

/** Rules that keep nobody out by themselves: they say what cannot work, or keep a file or a document readable. */
const OF_USE_ONLY = [
  "an issuer is named",
  "a known issuer is written as in its tokens",
  "an audience of AWS is no address",
  "an issuer and an audience are named together once",
  "the task definition has room for it",
  "who is said in one of two ways",
  "tokens of AWS come in by their role",
  "a list has a subject",
  "a subject is listed once",
  "the roles of an AWS issuer are of one account",
];

describe("no configuration that is accepted", () => {
  test("lets in a stranger, by whichever token", () => {
    let accepted = 0;
    let withIssuers = 0;
    let admitted = 0;
    fc.assert(
      fc.property(configurations, (configuration) => {
        if (!isAccepted(configuration)) return;
        const settings = settingsOf(configuration);
        accepted += 1;
        withIssuers += configuration.issuers.length > 0 ? 1 : 0;
        admitted += tokensFor(configuration).filter((token) => verdictOf(settings, token) === 200).length;
        expect(admittedStrangers(configuration)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    // So that it says something: many are accepted, and their own people do get in.
    expect(withIssuers).toBeGreaterThan(RUNS / 20);
    expect(accepted).toBeGreaterThan(withIssuers);
    expect(admitted).toBeGreaterThan(accepted);
  });
});

describe("the search for strangers", () => {
  test("finds the hole when it is planted: GitHub's issuer beside an e-mail domain", () => {
    const rules = without("strangers cannot choose their subject");
    expect(rules).toHaveLength(BEARER_RULES.length - 1);
    expect(counterexample(rules)).toBeDefined();
    const github: BearerIssuer = {
      issuer: GITHUB,
      audience: "mlflow-example",
      who: { subjects: ["repo:acme/models:ref:refs/heads/main"] },
      issuerControlsSubjectsAndEmails: true,
    };
    const hole: BearerConfiguration = {
      login: "google",
      admitEveryAccount: false,
      issuers: [github],
      domains: ["allowed.com"],
      bearerAudiences: [],
      acceptGcloud: false,
    };
    expect(isAccepted(hole)).toBe(false);
    expect(isAccepted(hole, rules)).toBe(true);
    expect(admittedStrangers(hole)).toContainEqual({
      iss: GITHUB,
      aud: "mlflow-example",
      sub: hostileBranch("allowed.com"),
    });
  });

  test.each(without("").filter(({ name }) => !OF_USE_ONLY.includes(name)))("needs the rule: $name", ({ name }) => {
    expect(counterexample(without(name))).toBeDefined();
  });

  test("does not need the others, which unit tests of their own hold", () => {
    const names = BEARER_RULES.map(({ name }) => name);
    expect(OF_USE_ONLY.filter((name) => !names.includes(name))).toEqual([]);
    expect(counterexample(BEARER_RULES.filter(({ name }) => !OF_USE_ONLY.includes(name)))).toBeUndefined();
  });
});
