import { bearerShapeProblems, providerShapeProblems } from "../../../src/auth/settings-shape";
import { mlflowStackProblems, MlflowStackProps } from "../../../src/stacks/mlflow-stack-props";
import { AWS_ROLES } from "../../support/shapes";

/** What a program gives that nobody has type-checked, behind the part that is right. */
function problems(untyped: object): readonly string[] {
  const props: MlflowStackProps = { identityProvider: { type: "google" }, state: { type: "s3" } };
  return mlflowStackProblems("mlflow", Object.assign(props, untyped)).map(
    ({ where, given }) => `${where.replace("mlflow: ", "")} ${given}`,
  );
}

describe("settings that no compiler has seen", () => {
  test.each([
    [undefined, ["identityProvider nothing"]],
    ["google", ['identityProvider "google"']],
    [{ type: "nix", clientSecret: "s3cr3t" }, ['identityProvider type "nix"']],
    [{ type: "toString" }, ['identityProvider type "toString"']],
    [{ type: "github", organization: "acme", users: "ada" }, ['identityProvider.users "ada"']],
    [
      {
        type: "keycloak-oidc",
        issuerUrl: "https://a.example/realms/ml",
        role: ["ml"],
        issuerControlsSubjectsAndEmails: true,
      },
      ["identityProvider.role a setting of that name"],
    ],
    [{ type: "google", clientSecret: "s3cr3t" }, ["identityProvider.clientSecret a setting of that name"]],
  ])("of the login %j are refused, and no value of an unknown one is shown", (identityProvider, expected) => {
    expect(problems({ identityProvider })).toEqual(expected);
  });

  test.each([
    ["x", ['bearerTokens "x"']],
    [{}, ["bearerTokens {}"]],
    [{ issuers: [null] }, ["bearerTokens.issuers[0] null"]],
    [{ issuers: [{}] }, ["bearerTokens.issuers[0].issuer nothing", "bearerTokens.issuers[0].audience nothing"]],
    [{ issuers: [{ ...AWS_ROLES, who: { subjects: "a" } }] }, ['bearerTokens.issuers[0].who.subjects "a"']],
    [
      { issuers: [{ ...AWS_ROLES, whom: 1, who: { subjects: ["a"], emails: [] } }], issuer: 1 },
      [
        "bearerTokens.issuer a setting of that name",
        "bearerTokens.issuers[0].whom a setting of that name",
        "bearerTokens.issuers[0].who.emails a setting of that name",
      ],
    ],
  ])("of bearer tokens %j are refused, all at once", (bearerTokens, expected) => {
    expect(problems({ bearerTokens })).toEqual(expected);
  });

  test("are looked at for both at once", () => {
    expect(problems({ identityProvider: 1, bearerTokens: 2 })).toEqual(["identityProvider 1", "bearerTokens 2"]);
  });

  test("are nothing to complain about where the compiler would accept them", () => {
    expect(bearerShapeProblems({ issuers: [AWS_ROLES, { ...AWS_ROLES, who: "allowed-email-domains" }] })).toEqual([]);
    expect(providerShapeProblems({ type: "github", organization: "acme", team: "ml", users: ["ada"] })).toEqual([]);
  });
});
