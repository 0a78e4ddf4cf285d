import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { policyDocument, PolicyStatement } from "../terraform/iam-policy";

export interface CiPolicyProps {
  readonly description: string;
  /** Path of the policy, `/` or folders between slashes. */
  readonly path: string;
  readonly statements: readonly PolicyStatement[];
}

/**
 * A policy of its own, for one or both of the roles. Inline policies of a role may have 10,240 characters together, of
 * which what an apply needs is more; ten policies of 6,144 characters each can be attached.
 */
export class CiPolicy extends Construct {
  readonly resource: IamPolicy;

  constructor(scope: Construct, id: string, { description, path, statements }: CiPolicyProps) {
    super(scope, id);
    this.resource = new IamPolicy(this, "Default", {
      // AWS appends a generated end: names of policies are one list for an account.
      namePrefix: `mlflow-ci-${id}-`,
      path,
      description,
      policy: policyDocument(statements),
    });
  }
}
