import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  SecurityGroup,
  SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { Candidate, candidates, Finder, FinderTable } from "./finder";
import type { PlannedResource } from "./planned-resource";

/** Names are unique in a VPC. */
const securityGroup: Finder = async (wanted, { ec2 }) => {
  const vpcId = wanted.text("vpc_id");
  const name = wanted.text("name");
  if (vpcId === undefined || name === undefined) return [];
  const filters = [
    { Name: "vpc-id", Values: [vpcId] },
    { Name: "group-name", Values: [name] },
  ];
  const { SecurityGroups: found = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: filters }));
  return found.flatMap(groupCandidate);
};

/**
 * AWS gives every new group a rule that lets everything out, and the provider takes it away in a call of its own. Killed in
 * between the group still has it, and no later apply would touch it: it is a rule of nobody.
 */
function groupCandidate({ GroupId, IpPermissionsEgress = [] }: SecurityGroup): readonly Candidate[] {
  if (GroupId === undefined) return [];
  const open = IpPermissionsEgress.some(
    ({ IpProtocol, IpRanges = [] }) => IpProtocol === "-1" && IpRanges.some(({ CidrIp }) => CidrIp === "0.0.0.0/0"),
  );
  if (!open) return [{ importId: GroupId }];
  const command = `aws ec2 revoke-security-group-egress --group-id ${GroupId} --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]`;
  return [{ importId: GroupId, first: { command, reason: "the group still has the rule that lets everything out" } }];
}

/** A group has no two rules alike. */
function rule(isEgress: boolean): Finder {
  return async (wanted, { ec2 }) => {
    const groupId = wanted.text("security_group_id");
    if (groupId === undefined || !PEERS.every((peer) => wanted.knows(peer))) return [];
    const Filters = [{ Name: "group-id", Values: [groupId] }];
    const { SecurityGroupRules: found = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    return candidates(
      found
        .filter((each) => each.IsEgress === isEgress && sameTraffic(wanted, each) && samePeer(wanted, each))
        .map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
    );
  };
}

/** Who is on the other side. */
const PEERS = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"] as const;

function sameTraffic(wanted: PlannedResource, { IpProtocol, FromPort, ToPort }: SecurityGroupRule): boolean {
  if (wanted.text("ip_protocol") !== IpProtocol) return false;
  return IpProtocol === "-1" || (wanted.number("from_port") === FromPort && wanted.number("to_port") === ToPort);
}

function samePeer(wanted: PlannedResource, each: SecurityGroupRule): boolean {
  return (
    wanted.text("cidr_ipv4") === each.CidrIpv4 &&
    wanted.text("cidr_ipv6") === each.CidrIpv6 &&
    wanted.text("prefix_list_id") === each.PrefixListId &&
    wanted.text("referenced_security_group_id") === each.ReferencedGroupInfo?.GroupId
  );
}

export const SECURITY_GROUP_FINDERS: FinderTable = {
  aws_security_group: securityGroup,
  aws_vpc_security_group_egress_rule: rule(true),
  aws_vpc_security_group_ingress_rule: rule(false),
};
