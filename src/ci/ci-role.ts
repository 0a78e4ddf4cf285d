import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { policyDocument } from "../terraform/iam-policy";
import { suppress } from "../terraform/suppress";
import { CiPolicy } from "./ci-policy";
import { CiPlatform, TrustedClaims } from "./platform";

export interface CiRoleProps {
  /** Begin of the name, at most 38 characters; AWS appends a generated end, since an account may have several. */
  readonly namePrefix: string;
  readonly description: string;
  readonly platform: CiPlatform;
  /** ARN of the account's provider of the platform's issuer. */
  readonly providerArn: string;
  /** Whose tokens are trusted. */
  readonly claims: TrustedClaims;
  /** Path of the role, `/` or folders between slashes. */
  readonly path: string;
  /** ARN of the policy that bounds the role itself, where the account demands one. */
  readonly permissionsBoundaryArn: string | undefined;
  /** Longest life of a session in seconds, 3,600 to 43,200. @default - AWS's: 3,600 */
  readonly maxSessionSeconds?: number;
}

/** GitHub's immutable subject, with the id of the owner. */
const WITH_IDS = /^repo:[^:/@]+@/;

/** A role for jobs that bring a token of one issuer, for one audience, about one subject; it may do what is attached to it. */
export class CiRole extends Construct {
  readonly resource: IamRole;

  constructor(scope: Construct, id: string, props: CiRoleProps) {
    super(scope, id);
    const { issuer, audience } = props.platform;
    const { equal = {}, like = {} } = props.claims;
    this.resource = new IamRole(this, "Default", {
      namePrefix: props.namePrefix,
      path: props.path,
      ...(props.permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: props.permissionsBoundaryArn }),
      description: props.description,
      ...(props.maxSessionSeconds === undefined ? {} : { maxSessionDuration: props.maxSessionSeconds }),
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Federated: props.providerArn },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: keysOf(issuer, { aud: [audience], ...equal }),
            ...(Object.keys(like).length === 0 ? {} : { StringLike: keysOf(issuer, like) }),
          },
        },
      ]),
    });
    // The check looks at the first subject alone.
    if (WITH_IDS.test(equal.sub?.[0] ?? "")) {
      suppress(
        this.resource,
        "CKV_AWS_393",
        "The subject is tested as a whole. It has GitHub's immutable ids, owner@ID/repository@ID, and the check takes no @ in the name of an owner.",
      );
    }
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** Gives the role what the policies allow. */
  attach(policies: readonly CiPolicy[]): void {
    for (const { node, resource } of policies) {
      new IamRolePolicyAttachment(this, node.id, { role: this.resource.name, policyArn: resource.arn });
    }
  }
}

/** `{ sub: … }` -> `{ "token.actions.githubusercontent.com:sub": … }` */
function keysOf<T>(issuer: string, claims: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]));
}
