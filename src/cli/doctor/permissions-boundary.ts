import { GetPolicyCommand } from "@aws-sdk/client-iam";
import { unlessMissing } from "../aws-errors";
import { Check } from "./check";
import { findingsOf, unknownVariables } from "./finding";

const NAME = "permissions-boundary";
const say = findingsOf(NAME);

/** The policy that bounds the roles, when one is given. */
export const permissionsBoundary: Check = {
  name: NAME,
  run: async ({ synthesized, variables, aws }) => {
    if (!("iam_permissions_boundary_arn" in synthesized.variables)) return [];
    const arn = variables.text("iam_permissions_boundary_arn");
    if (arn === undefined) return unknownVariables(NAME, "iam_permissions_boundary_arn");
    if (arn === "") return [];
    const answer = await unlessMissing(
      aws.iam.send(new GetPolicyCommand({ PolicyArn: arn })),
      "NoSuchEntityException",
      "NoSuchEntity",
    );
    if (answer !== undefined) return [say.ok(`${arn} exists.`)];
    return [
      say.problem(
        `there is no policy ${arn} (iam_permissions_boundary_arn).`,
        "aws iam list-policies --scope Local shows those of this account.",
      ),
    ];
  },
};
