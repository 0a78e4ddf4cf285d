import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";

export interface SecurityGroupProps {
  readonly name: string;
  /** At most 255 of `A-Za-z0-9 ._-:/()#,@[]+=&;{}!$*`, like the reason of every rule. */
  readonly description: string;
  readonly vpcId: string;
}

/** A security group without any rule until an edge is drawn. Each edge is one pair of rules with its reason. */
export class SecurityGroup extends Construct {
  readonly resource: AwsSecurityGroup;

  constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    this.resource = new AwsSecurityGroup(this, "Default", {
      name: props.name,
      description: props.description,
      vpcId: props.vpcId,
    });
  }

  get id(): string {
    return this.resource.id;
  }

  /**
   * Lets `source` open TCP connections to this group: the way in here, and the way out there.
   *
   * @param edge name of the edge, for example `load-balancer-to-tasks`; construct id of both rules
   */
  allowFrom(source: SecurityGroup, edge: string, port: number, reason: string): void {
    new VpcSecurityGroupIngressRule(this, edge, {
      securityGroupId: this.id,
      referencedSecurityGroupId: source.id,
      ...tcp(port),
      description: reason,
    });
    new VpcSecurityGroupEgressRule(source, edge, {
      securityGroupId: source.id,
      referencedSecurityGroupId: this.id,
      ...tcp(port),
      description: reason,
    });
  }

  /**
   * Lets IPv4 networks, known at plan, open TCP connections to this group: one rule a network.
   *
   * @returns the rule, which stands for all of them
   */
  allowFromNetworks(cidrs: string[], edge: string, port: number, reason: string): VpcSecurityGroupIngressRule {
    const each = TerraformIterator.fromList(cidrs);
    return new VpcSecurityGroupIngressRule(this, edge, {
      forEach: each,
      securityGroupId: this.id,
      cidrIpv4: Token.asString(each.value),
      ...tcp(port),
      description: reason,
    });
  }

  /** Lets this group open TCP connections to IPv4 networks, known at plan: one rule a network. */
  allowToNetworks(cidrs: string[], edge: string, port: number, reason: string): void {
    const each = TerraformIterator.fromList(cidrs);
    new VpcSecurityGroupEgressRule(this, edge, {
      forEach: each,
      securityGroupId: this.id,
      cidrIpv4: Token.asString(each.value),
      ...tcp(port),
      description: reason,
    });
  }

  /** Lets this group open TCP connections to anywhere on one port. */
  allowToInternet(edge: string, port: number, reason: string): void {
    new VpcSecurityGroupEgressRule(this, edge, {
      securityGroupId: this.id,
      cidrIpv4: "0.0.0.0/0",
      ...tcp(port),
      description: reason,
    });
  }
}

function tcp(port: number): { ipProtocol: string; fromPort: number; toPort: number } {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
