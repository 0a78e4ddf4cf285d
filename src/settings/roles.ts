import { Token } from "cdktf";
import { Construct } from "constructs";
import { expression } from "../terraform/expression";
import { declareVariable, matches } from "../terraform/variable";
import { iamArn } from "./arns";

/** What an account's rules demand of every role. */
export interface RoleVariables {
  /** `/`, or folders between slashes. */
  readonly path: string;
  /** ARN of the policy that bounds what the roles may do; `null` in Terraform when there is none. */
  readonly permissionsBoundaryArn: string;
}

/** What the name of a policy, and each folder of its path, is made of. */
const POLICY_TEXT = "[A-Za-z0-9_.,+=@-]";

/** Where the roles lie, and what bounds them. */
export function declareRoleVariables(stack: Construct): RoleVariables {
  const path = declareVariable(stack, "iam_role_path", {
    type: "string",
    default: "/",
    description: "Path of the IAM roles, for example /ml/. Changing it replaces the roles.",
    rules: [
      {
        holds: `${matches("var.iam_role_path", "^/([A-Za-z0-9_.,+=@-]+/)*$")} && length(var.iam_role_path) <= 512`,
        error:
          "iam_role_path is '${var.iam_role_path}'. Give a slash, or folders of letters, digits and _.,+=@- between slashes, at most 512 characters, for example /ml/.",
      },
    ],
  });
  declareVariable(stack, "iam_permissions_boundary_arn", {
    type: "string",
    default: "",
    description: "ARN of the IAM policy that bounds every role of the stack. Empty: none.",
    rules: [
      {
        // 128 are the most of a policy's name, 512 of its path with both slashes.
        holds: `${matches("var.iam_permissions_boundary_arn", `^$|^${iamArn()}policy/(${POLICY_TEXT}+/)*${POLICY_TEXT}{1,128}$`)} && !${matches("var.iam_permissions_boundary_arn", ":policy/.{511,}/")}`,
        error:
          "iam_permissions_boundary_arn is '${var.iam_permissions_boundary_arn}'. Give the ARN of an IAM policy, arn:aws:iam::ACCOUNT:policy/NAME, with at most 128 characters in its name and 512 in its path, or leave it empty.",
      },
    ],
  });
  const boundary = 'var.iam_permissions_boundary_arn == "" ? null : var.iam_permissions_boundary_arn';
  return { path: path.stringValue, permissionsBoundaryArn: Token.asString(expression(boundary)) };
}
