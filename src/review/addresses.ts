import { Plan } from "./plan";
import { textAt } from "./plan-value";

/** Says which resource of the plan an id or an ARN belongs to. */
export class Addresses {
  private readonly byId = new Map<string, string>();
  private readonly roles = new Map<string, string>();
  /** Longest first: a bucket's ARN may begin with another's. */
  private readonly arns: readonly (readonly [string, string])[];

  constructor({ resources, drift }: Plan) {
    const arns = new Map<string, string>();
    for (const { address, type, before, after } of [...drift, ...resources]) {
      for (const side of [before, after]) {
        const [id, arn] = [textAt(side, "id"), textAt(side, "arn")];
        // Names are ids, too, and not of one resource alone.
        if (id !== undefined && /^[a-z]+-[0-9a-f]{8,}$/.test(id)) this.byId.set(id, address);
        if (arn !== undefined) arns.set(arn, address);
        if (type === "aws_iam_role" && id !== undefined) this.roles.set(id, address);
      }
    }
    this.arns = [...arns].sort(([one], [other]) => other.length - one.length);
  }

  /** The address of an id such as `sg-...`; the id itself where the plan does not have it. */
  ofId(id: string): string {
    return this.byId.get(id) ?? id;
  }

  /** The address of a role by its name. */
  ofRole(name: string): string {
    return this.roles.get(name) ?? name;
  }

  /** The ARN with its beginning replaced by the address, for example `aws_s3_bucket.artifacts/*`. */
  ofArn(arn: string): string {
    const [known, address] = this.arns.find(([each]) => isBelow(arn, each)) ?? ["", ""];
    return address + arn.slice(known.length);
  }
}

function isBelow(arn: string, parent: string): boolean {
  return arn === parent || (arn.startsWith(parent) && /[/:]/.test(arn.charAt(parent.length)));
}
