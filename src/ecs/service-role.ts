import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { AwsContext } from "../terraform/aws-context";
import { policyDocument, PolicyStatement } from "../terraform/iam-policy";

export interface ServiceRoleProps {
  readonly name: string;
  readonly description: string;
  /** The AWS service that may assume the role, for example `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /** For whom it may do so: `arn("ecs", "*")`. Together with the account it stops a confused deputy. */
  readonly sourceArn: string;
  readonly aws: AwsContext;
}

/** A role that one AWS service of this account may assume, and that may do nothing until `allow` is called. */
export class ServiceRole extends Construct {
  readonly resource: IamRole;
  /** The policies so far. Whoever uses the role must wait for them. */
  readonly policies: IamRolePolicy[] = [];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    this.resource = new IamRole(this, "Default", {
      name: props.name,
      description: props.description,
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: props.service },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": props.aws.accountId },
            ArnLike: { "aws:SourceArn": props.sourceArn },
          },
        },
      ]),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** @param purpose construct id and name of the policy, for example `artifacts` */
  allow(purpose: string, statements: readonly PolicyStatement[]): void {
    this.policies.push(
      new IamRolePolicy(this, purpose, { name: purpose, role: this.resource.id, policy: policyDocument(statements) }),
    );
  }
}
