import { Problem } from "../terraform/problem";
import type { BearerIssuer } from "./bearer-issuer";
import type { IdentityProvider } from "./identity-provider";

/**
 * Synth does not check types, so `main.ts` can give anything. The shape is looked at first: the other checks may then
 * trust the types, and a setting with a wrong name, which would narrow nothing, is not overlooked.
 */
type SettingOf<T> = T extends unknown ? Exclude<keyof T, "type"> : never;

/** The settings of each login. */
const SETTINGS: {
  readonly [T in IdentityProvider["type"]]: readonly SettingOf<Extract<IdentityProvider, { readonly type: T }>>[];
} = {
  google: [],
  github: ["organization", "team", "users"],
  gitlab: ["url", "groups", "issuerControlsSubjectsAndEmails"],
  "entra-id": ["tenantId", "groups", "issuerControlsSubjectsAndEmails"],
  "keycloak-oidc": ["issuerUrl", "roles", "issuerControlsSubjectsAndEmails"],
  okta: ["domain", "authorizationServerId", "issuerControlsSubjectsAndEmails"],
  cognito: ["userPoolId", "issuerControlsSubjectsAndEmails"],
  auth0: ["domain", "issuerControlsSubjectsAndEmails"],
  oidc: ["issuerUrl", "issuerControlsSubjectsAndEmails"],
};

const LISTS: readonly string[] = ["users", "groups", "roles"];
const ENTRY: readonly (keyof BearerIssuer)[] = ["issuer", "audience", "who", "issuerControlsSubjectsAndEmails"];

/** What is wrong with the shape of a login's settings; `where` is relative to the stack. */
export function providerShapeProblems(given: unknown): readonly Problem[] {
  const where = "identityProvider";
  const known = new Map<unknown, readonly string[]>(Object.entries(SETTINGS));
  const settings = isObject(given) ? known.get(given.type) : undefined;
  if (!isObject(given) || settings === undefined) {
    const allowed = `an object whose type is one of ${[...known.keys()].join(", ")}`;
    const fix = "take the block for main.ts from the page of your provider in docs/identity";
    return [{ where, given: isObject(given) ? `type ${inWords(given.type)}` : inWords(given), allowed, fix }];
  }
  const lists = LISTS.filter((name) => given[name] !== undefined && !isListOfTexts(given[name]));
  return [
    ...unknownSettings(where, given, ["type", ...settings]),
    ...lists.map((name) => notA("list of texts", `${where}.${name}`, given[name], 'write ["one", "two"]')),
  ];
}

/** The same of `bearerTokens`. */
export function bearerShapeProblems(given: unknown): readonly Problem[] {
  const where = "bearerTokens";
  if (!isObject(given) || !Array.isArray(given.issuers)) {
    return [notA("object with a list of issuers", where, given, "write { issuers: [{ issuer, audience, who }] }")];
  }
  return [
    ...unknownSettings(where, given, ["issuers"]),
    ...given.issuers.flatMap((entry: unknown, index) => entryProblems(`${where}.issuers[${index}]`, entry)),
  ];
}

function entryProblems(where: string, entry: unknown): readonly Problem[] {
  if (!isObject(entry)) return [notA("object", where, entry, "write { issuer, audience, who }")];
  const { who } = entry;
  const lists = isObject(who) && who.subjects !== undefined && !isListOfTexts(who.subjects) ? [who.subjects] : [];
  return [
    ...unknownSettings(where, entry, ENTRY),
    ...(isObject(who) ? unknownSettings(`${where}.who`, who, ["subjects"]) : []),
    ...(["issuer", "audience"] as const)
      .filter((name) => typeof entry[name] !== "string")
      .map((name) => notA("text", `${where}.${name}`, entry[name], `set ${name}`)),
    ...lists.map((list) => notA("list of texts", `${where}.who.subjects`, list, 'write ["one", "two"]')),
  ];
}

function unknownSettings(
  where: string,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): readonly Problem[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      where: `${where}.${name}`,
      // Not its value: it may be a secret that belongs elsewhere.
      given: "a setting of that name",
      allowed: `nothing: the settings here are ${known.join(", ")}`,
      fix: "correct the name, or leave it out: it would be ignored",
    }));
}

function notA(what: string, where: string, given: unknown, fix: string): Problem {
  return { where, given: inWords(given), allowed: `${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`, fix };
}

function inWords(given: unknown): string {
  return given === undefined ? "nothing" : JSON.stringify(given);
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function isListOfTexts(given: unknown): boolean {
  return Array.isArray(given) && given.every((each) => typeof each === "string");
}
