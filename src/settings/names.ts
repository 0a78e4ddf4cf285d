import { Token } from "cdktf";
import { Construct } from "constructs";
import { DEFAULT_TAGS } from "../terraform/terraform-settings";
import { declareVariable, matches, Rule } from "../terraform/variable";

/** Names and tags of everything in the stack. */
export interface NameVariables {
  /** Prefix of every name, 3 to 24 characters. */
  readonly uniqueName: string;
  /** Tags beside `env` and `project`, which they may override. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The tightest name is the artifact bucket's: 37 characters of `bucket_prefix` less `-artifacts-` leave 26. */
const UNIQUE_NAME_LENGTH = { minimum: 3, maximum: 24 };

/** The prefix of all names, within the limits of everything that is named, and the tags. */
export function declareNameVariables(stack: Construct): NameVariables {
  const uniqueName = declareVariable(stack, "unique_name", {
    type: "string",
    default: "oauth2-mlflow",
    description:
      "Prefix of all names, 3 to 24 lower-case letters, digits and single hyphens. Changing it replaces the stack.",
    rules: [
      {
        holds: [
          matches("var.unique_name", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
          `length(var.unique_name) >= ${UNIQUE_NAME_LENGTH.minimum}`,
          `length(var.unique_name) <= ${UNIQUE_NAME_LENGTH.maximum}`,
        ].join(" && "),
        error:
          "unique_name is '${var.unique_name}'. Give 3 to 24 lower-case letters, digits and single hyphens, a letter first and no hyphen at the end, for example 'oauth2-mlflow'.",
      },
      {
        holds: `!${matches("var.unique_name", "^(internal-|sg-|sthree-|amzn-s3-demo-)|^default$")}`,
        error:
          "unique_name is '${var.unique_name}'. AWS reserves names that start with internal-, sg-, sthree- or amzn-s3-demo-, and the name default. Choose another prefix.",
      },
    ],
  });
  return { uniqueName: uniqueName.stringValue, tags: declareTags(stack) };
}

/** Tags beside `env` and `project`, which they may override. */
export function declareTags(stack: Construct): Readonly<Record<string, string>> {
  const tags = declareVariable(stack, "tags", {
    type: "map(string)",
    default: {},
    description:
      "Tags of every resource, merged over env = dev and project = oauth2-mlflow. At most 40; key 1 to 128, value 1 to 256 characters.",
    rules: [
      {
        holds: `length(var.tags) <= 40 && alltrue([for key, value in var.tags : ${matches("key", tagText(128))} && ${matches("value", tagText(256))} && !startswith(lower(key), "aws:")])`,
        error:
          "tags holds a key or value that AWS refuses, or more than 40 of them. Use letters, digits, space and _.:/=+-@ only, 1 to 128 characters a key, 1 to 256 a value, no space at either end, no key that starts with aws:.",
      },
      tagKeysDifferInMoreThanCase(),
    ],
  });
  return Token.asStringMap(tags.value);
}

/** A space at either end may be gone when the tag is read again, and then every plan wants to bring it back. */
function tagText(longest: number): string {
  const sign = "A-Za-z0-9_.:/=+@-";
  return `^[${sign}]([ ${sign}]{0,${longest - 2}}[${sign}])?$`;
}

/** IAM takes `Env` and `env` for the same key, and refuses a role that has both. */
function tagKeysDifferInMoreThanCase(): Rule {
  const keys = `distinct(concat(${JSON.stringify(Object.keys(DEFAULT_TAGS))}, keys(var.tags)))`;
  return {
    holds: `length(distinct([for key in ${keys} : lower(key)])) == length(${keys})`,
    error:
      "tags holds ${jsonencode(keys(var.tags))}, of which two, or one and env or project, differ in nothing but capital letters. IAM refuses that. Spell each key in one way; env and project in lower case.",
  };
}
