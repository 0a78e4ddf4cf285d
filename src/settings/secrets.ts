import { Construct } from "constructs";
import { declareVariable, matches, Rule } from "../terraform/variable";
import { regionalArn } from "./arns";

/** The article's four secrets. */
export const SECRET_NAMES = [
  "oauth2-client-id",
  "oauth2-client-secret",
  "oauth2-cookie-secret",
  "store-db-password",
] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** In front of the four secrets' names, with its slash. The same in both stacks. */
export function declareSecretPrefix(stack: Construct): string {
  return declareVariable(stack, "secret_prefix", {
    type: "string",
    default: "mlflow/",
    description:
      "In front of oauth2-client-id, oauth2-client-secret, oauth2-cookie-secret and store-db-password, the names of the four secrets. The same for bootstrap and mlflow.",
    rules: [
      {
        holds: matches("var.secret_prefix", "^[A-Za-z0-9/_+=.@-]{0,400}$"),
        error:
          "secret_prefix is '${var.secret_prefix}'. Give at most 400 letters, digits and /_+=.@- characters, for example mlflow/.",
      },
    ],
  }).stringValue;
}

const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** @param encrypts what the key encrypts, and what a change of it means, as a sentence's end */
export function declareKmsKeyArn(stack: Construct, encrypts: string): string {
  return declareVariable(stack, "kms_key_arn", {
    type: "string",
    description: `ARN of the KMS key, in the region of the stack, that encrypts ${encrypts}`,
    rules: [
      {
        holds: matches("var.kms_key_arn", `^${regionalArn("kms")}key/(${UUID}|mrk-[0-9a-f]{32})$`),
        error:
          "kms_key_arn is '${var.kms_key_arn}'. Give the ARN of a key, arn:aws:kms:REGION:ACCOUNT:key/ID, not of an alias; its id is a UUID in lower case, or mrk- and 32 digits.",
      },
    ],
  }).stringValue;
}

/** Days for which a deleted secret can be restored. Source: AWS, `DeleteSecret`. */
export function recoveryWindow(name: string): Rule {
  return {
    holds: `var.${name} == 0 || (var.${name} == floor(var.${name}) && var.${name} >= 7 && var.${name} <= 30)`,
    error: `${name} is \${var.${name}}. Give 0, or 7 to 30 days.`,
  };
}
