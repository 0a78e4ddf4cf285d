import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { AwsContext } from "../terraform/aws-context";
import { expression } from "../terraform/expression";
import { policyDocument, PolicyStatement } from "../terraform/iam-policy";

/** What the roles of one stack share. */
export interface RoleSettings {
  /** Prefix of the names, 3 to 24 characters. */
  readonly uniqueName: string;
  /** Path of the roles, `/` or folders between slashes. */
  readonly path: string;
  /** ARN of the policy that bounds them, or `null` in Terraform. */
  readonly permissionsBoundaryArn: string;
  readonly aws: AwsContext;
}

export interface ServiceRoleProps {
  /** End of the name, at most 24 characters, for example `ecs-task`. */
  readonly kind: string;
  readonly description: string;
  /** The AWS service that may assume the role, for example `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /** For whom it may do so: `arn("ecs", "*")`. Together with the account it stops a confused deputy. */
  readonly sourceArn: string;
  readonly settings: RoleSettings;
}

/**
 * A role that one AWS service of this account may assume, and that may do nothing until `allow` is called.
 * Roles are one list for all regions of an account, so the region is in the name.
 */
export class ServiceRole extends Construct {
  readonly resource: IamRole;
  /** The policies so far. Whoever uses the role must wait for them. */
  readonly policies: IamRolePolicy[] = [];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { uniqueName, path, permissionsBoundaryArn, aws } = props.settings;
    this.resource = new IamRole(this, "Default", {
      name: `${uniqueName}-${aws.region}-${props.kind}`,
      path,
      permissionsBoundary: permissionsBoundaryArn,
      description: props.description,
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: props.service },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": aws.accountId },
            ArnLike: { "aws:SourceArn": props.sourceArn },
          },
        },
      ]),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  /**
   * @param purpose construct id and name of the policy, for example `artifacts`
   * @param onlyIf Terraform expression, known at plan: without it there is no such policy
   */
  allow(purpose: string, statements: readonly PolicyStatement[], onlyIf?: string): void {
    this.policies.push(
      new IamRolePolicy(this, purpose, {
        name: purpose,
        role: this.resource.id,
        policy: policyDocument(statements),
        ...(onlyIf === undefined ? {} : { count: Token.asNumber(expression(`${onlyIf} ? 1 : 0`)) }),
      }),
    );
  }
}
