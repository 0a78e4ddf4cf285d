import { subjectsOf } from "../../../src/auth/bearer-issuer";
import { bearerPolicy } from "../../../src/auth/bearer-policy";
import { describeProvider, IdentityProvider } from "../../../src/auth/identity-provider";
import { AWS_ROLES, GOOGLE_SERVICE_ACCOUNTS } from "../../support/shapes";
import { resolved } from "../../support/small-stack";

describe("bearer tokens", () => {
  const policy = (provider: IdentityProvider): readonly unknown[] => {
    const { enabled, extraJwtIssuers } = bearerPolicy(describeProvider(provider));
    return [resolved(enabled), resolved(extraJwtIssuers)];
  };

  test("of google are on for named audiences alone, and for gcloud's shared one only when that is accepted", () => {
    const audiences =
      'concat(var.bearer_audiences, var.accept_gcloud_user_tokens ? ["32555940559.apps.googleusercontent.com"] : [])';
    expect(policy({ type: "google" })).toEqual([
      `\${(tostring(length(${audiences}) > 0))}`,
      `\${(join(",", [for audience in ${audiences} : format("%s=%s", "https://accounts.google.com", audience)]))}`,
    ]);
  });

  test("of an oidc issuer are of that issuer alone, and no shared audience exists", () => {
    const issuerUrl = "https://login.example.com";
    expect(policy({ type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true })).toEqual([
      "${(tostring(length(concat(var.bearer_audiences, [])) > 0))}",
      `\${(join(",", [for audience in concat(var.bearer_audiences, []) : format("%s=%s", "${issuerUrl}", audience)]))}`,
    ]);
  });

  test("of other issuers are on whatever the variables say, each for its audience, and their subjects once each", () => {
    const tokens = {
      issuers: [AWS_ROLES, GOOGLE_SERVICE_ACCOUNTS, { ...GOOGLE_SERVICE_ACCOUNTS, audience: "another" }],
    };
    const pairs = [
      `${AWS_ROLES.issuer}=mlflow-example`,
      "https://accounts.google.com=mlflow-example",
      "https://accounts.google.com=another",
    ];
    expect(bearerPolicy(describeProvider({ type: "github", users: ["alice"] }), tokens)).toEqual({
      enabled: "true",
      extraJwtIssuers: pairs.join(","),
      subjects: [...subjectsOf(AWS_ROLES), ...subjectsOf(GOOGLE_SERVICE_ACCOUNTS)],
    });
    const issuerUrl = "https://login.example.com";
    const { enabled, extraJwtIssuers } = bearerPolicy(
      describeProvider({ type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true }),
      tokens,
    );
    const ofLogin = `[for audience in concat(var.bearer_audiences, []) : format("%s=%s", "${issuerUrl}", audience)]`;
    expect([enabled, resolved(extraJwtIssuers)]).toEqual([
      "true",
      `\${(join(",", concat(${ofLogin}, ${JSON.stringify(pairs)})))}`,
    ]);
  });

  test("are off with github, whatever the variables say: nobody would ask for the membership", () => {
    expect(policy({ type: "github", users: ["alice"] })).toEqual(["false", ""]);
  });
});
