import fc from "fast-check";
import { describeProvider, IdentityProvider } from "../../../src/auth/identity-provider";
import { isSharedIssuer } from "../../../src/auth/shared-issuers";

const STATED = { issuerControlsSubjectsAndEmails: fc.constant(true as const) };

const TENANT = "0a1b2c3d-0000-4000-8000-000000000000";

/** Good names, bad ones, and what could end one flag and begin another. */
const hostile = fc.constantFrom(
  ",", "\n", "\r", '"', "=", " ", ",--email-domain=*", "\n--provider=google", "/../common", "@evil.example", "?x", "#",
); // prettier-ignore
const good = fc.constantFrom(
  "acme.okta.com", "acme.eu.auth0.com", "eu-west-1_AbCdEfGhI", TENANT, "https://login.example.com/realms/ml",
  "https://gitlab.example.com", "acme/ml", "ml-user", "client:role", "default", "acme",
); // prettier-ignore
const shared = fc.constantFrom(
  "gitlab.com", "https://gitlab.com", "https://GITLAB.com./", "https://gitlab.com/realms/ml", "common", "organizations",
  "9188040d-6c67-4c5b-b112-36a304b66dad", "https://login.microsoftonline.com/common/v2.0", "oidc.circleci.com",
  "https://token.actions.githubusercontent.com", "https://token.actions.githubusercontent.com/realms/ml",
); // prettier-ignore
const text = fc.oneof(
  { weight: 6, arbitrary: good },
  { weight: 2, arbitrary: shared },
  fc.tuple(good, hostile, fc.oneof(fc.constant(""), good)).map((parts) => parts.join("")),
  fc.string(),
);
const texts = fc.array(text, { maxLength: 3 });
const STATED_TYPE = ["type", "issuerControlsSubjectsAndEmails"] as const;

const provider: fc.Arbitrary<IdentityProvider> = fc.oneof(
  fc.record({ type: fc.constant("google" as const) }),
  fc.record({ type: fc.constant("github" as const), organization: text, team: text, users: fc.array(text) }),
  fc.record({ type: fc.constant("gitlab" as const), groups: texts }, { requiredKeys: ["type"] }),
  fc.record(
    { type: fc.constant("gitlab" as const), url: text, groups: texts, ...STATED },
    { requiredKeys: [...STATED_TYPE, "url"] },
  ),
  fc.record(
    { type: fc.constant("entra-id" as const), tenantId: text, groups: texts, ...STATED },
    { requiredKeys: [...STATED_TYPE, "tenantId"] },
  ),
  fc.record(
    { type: fc.constant("keycloak-oidc" as const), issuerUrl: text, roles: texts, ...STATED },
    { requiredKeys: [...STATED_TYPE, "issuerUrl"] },
  ),
  fc.record(
    { type: fc.constant("okta" as const), domain: text, authorizationServerId: text, ...STATED },
    { requiredKeys: [...STATED_TYPE, "domain"] },
  ),
  fc.record({ type: fc.constant("cognito" as const), userPoolId: text, ...STATED }),
  fc.record({ type: fc.constant("auth0" as const), domain: text, ...STATED }),
  fc.record({ type: fc.constant("oidc" as const), issuerUrl: text, ...STATED }),
);

/** Every single value of a flag. */
function valuesOf(flags: object): readonly string[] {
  return Object.values(flags).flatMap((value: unknown) => (Array.isArray(value) ? value.map(String) : [String(value)]));
}

describe("settings that are accepted", () => {
  test("name no issuer that the world shares, but for a login with gitlab.com, and no value is two", () => {
    const accepted = new Set<string>();
    fc.assert(
      fc.property(provider, (settings) => {
        const { flags, bearerIssuer, problems } = describeProvider(settings);
        if (problems.length > 0) return;
        accepted.add(settings.type);
        // Scopes alone are several words.
        const values = valuesOf({ ...flags, scope: "" });
        expect(values.filter((value) => /[^\w.:/@~-]/.test(value))).toEqual([]);
        const issuer = flags["oidc-issuer-url"] ?? "https://login.example.com";
        const isGitlab = settings.type === "gitlab" && issuer === "https://gitlab.com";
        expect(issuer).toMatch(/^https:\/\/[^/@]+/);
        expect(isSharedIssuer(issuer) && !isGitlab).toBe(false);
        expect(bearerIssuer !== undefined && isSharedIssuer(bearerIssuer)).toBe(false);
      }),
      { numRuns: 4000 },
    );
    expect(accepted.size).toBe(9);
  });

  test("that narrow who gets in leave no bearer tokens: they would need no group and no role", () => {
    fc.assert(
      fc.property(provider, (settings) => {
        const { flags, bearerIssuer, refusesBearerIssuers, problems } = describeProvider(settings);
        const narrows = "allowed-group" in flags || "allowed-role" in flags || flags.provider === "gitlab";
        if (problems.length > 0 || !narrows) return;
        expect(bearerIssuer).toBeUndefined();
        expect(refusesBearerIssuers).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });
});
