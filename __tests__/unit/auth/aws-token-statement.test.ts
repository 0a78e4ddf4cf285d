import { tokenStatementOf } from "../../../src/auth/aws-token-statement";
import { AWS_ROLES, GOOGLE_SERVICE_ACCOUNTS } from "../../support/shapes";

describe("the statement for roles that ask AWS STS for tokens", () => {
  test("allows tokens of the audiences with AWS, each once, of nothing else and of no audience never", () => {
    const another = { ...AWS_ROLES, issuer: "https://e5f6.tokens.sts.global.api.aws" };
    const third = { ...AWS_ROLES, audience: "mlflow-staging" };
    expect(tokenStatementOf({ issuers: [GOOGLE_SERVICE_ACCOUNTS, AWS_ROLES, another, third] })).toEqual({
      Sid: "TokenForMlflow",
      Effect: "Allow",
      Action: "sts:GetWebIdentityToken",
      Resource: "*",
      Condition: {
        "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": ["mlflow-example", "mlflow-staging"] },
        Null: { "sts:IdentityTokenAudience": "false" },
        NumericLessThanEqualsIfExists: { "sts:DurationSeconds": "3600" },
        StringEqualsIfExists: { "sts:SubjectMode": "AWSIdentity" },
      },
    });
  });

  test("is none without an issuer of AWS", () => {
    expect(tokenStatementOf({ issuers: [GOOGLE_SERVICE_ACCOUNTS] })).toBeUndefined();
  });
});
