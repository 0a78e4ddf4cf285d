import { CertificateSummary, ListTagsForCertificateCommand, paginateListCertificates } from "@aws-sdk/client-acm";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { textOf } from "../json";
import { candidates, carriesTags, filterByAnswer, Finder, FinderTable, ifThere } from "./finder";

/** Names are unique in a region. */
const loadBalancer: Finder = async (wanted, { loadBalancing }) => {
  const name = wanted.text("name");
  if (name === undefined) return [];
  const answer = await ifThere(loadBalancing.send(new DescribeLoadBalancersCommand({ Names: [name] })));
  return candidates((answer?.LoadBalancers ?? []).map(({ LoadBalancerArn }) => LoadBalancerArn));
};

const targetGroup: Finder = async (wanted, { loadBalancing }) => {
  const vpcId = wanted.text("vpc_id");
  const prefix = wanted.text("name_prefix");
  if (vpcId === undefined || prefix === undefined) return [];
  const arns: string[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: loadBalancing }, {})) {
    for (const { TargetGroupArn, TargetGroupName = "", VpcId, Port } of TargetGroups) {
      const fits = TargetGroupName.startsWith(prefix) && VpcId === vpcId && Port === wanted.number("port");
      if (fits && TargetGroupArn !== undefined) arns.push(TargetGroupArn);
    }
  }
  const ours = await filterByAnswer(arns, async (arn) => {
    const { TagDescriptions = [] } = await loadBalancing.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    return carriesTags(wanted, TagDescriptions[0]?.Tags);
  });
  return candidates(ours);
};

/** A port has one listener. */
const listener: Finder = async (wanted, { loadBalancing }) => {
  const arn = wanted.text("load_balancer_arn");
  if (arn === undefined) return [];
  const answer = await ifThere(loadBalancing.send(new DescribeListenersCommand({ LoadBalancerArn: arn })));
  const found = (answer?.Listeners ?? []).filter(({ Port }) => Port === wanted.number("port"));
  return candidates(found.map(({ ListenerArn }) => ListenerArn));
};

/** A priority has one rule. */
const listenerRule: Finder = async (wanted, { loadBalancing }) => {
  const arn = wanted.text("listener_arn");
  if (arn === undefined) return [];
  const answer = await ifThere(loadBalancing.send(new DescribeRulesCommand({ ListenerArn: arn })));
  const found = (answer?.Rules ?? []).filter(({ Priority }) => Priority === String(wanted.number("priority")));
  return candidates(found.map(({ RuleArn }) => RuleArn));
};

/** Only an alias of the stack's own load balancer: a record of that name that points elsewhere is somebody else's. */
const record: Finder = async (wanted, { route53 }) => {
  const zoneId = wanted.text("zone_id");
  const name = wanted.text("name");
  const target = textOf(wanted.block("alias").name);
  if (zoneId === undefined || name === undefined || target === "" || wanted.flag("allow_overwrite")) return [];
  const start = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, StartRecordName: name, MaxItems: 20 });
  const { ResourceRecordSets: found = [] } = await route53.send(start);
  const ours = found.some(
    ({ Name, Type, AliasTarget }) =>
      sameHost(Name, name) && Type === wanted.text("type") && sameHost(AliasTarget?.DNSName, target),
  );
  return ours ? candidates([`${zoneId}_${name}_${wanted.text("type") ?? ""}`]) : [];
};

function sameHost(one: string | undefined, other: string): boolean {
  const plain = (host: string): string =>
    host
      .toLowerCase()
      .replace(/^dualstack\./, "")
      .replace(/\.$/, "");
  return one !== undefined && plain(one) === plain(other);
}

/** One for the same name that is valid or on its way. */
const certificate: Finder = async (wanted, { acm }) => {
  const found: CertificateSummary[] = [];
  const statuses = { CertificateStatuses: ["ISSUED" as const, "PENDING_VALIDATION" as const] };
  for await (const { CertificateSummaryList = [] } of paginateListCertificates({ client: acm }, statuses)) {
    found.push(...CertificateSummaryList.filter(({ DomainName }) => DomainName === wanted.text("domain_name")));
  }
  const ours = await filterByAnswer(found, async ({ CertificateArn }) => {
    const { Tags } = await acm.send(new ListTagsForCertificateCommand({ CertificateArn }));
    return carriesTags(wanted, Tags);
  });
  return candidates(ours.map(({ CertificateArn }) => CertificateArn));
};

export const EDGE_FINDERS: FinderTable = {
  aws_acm_certificate: certificate,
  aws_lb: loadBalancer,
  aws_lb_listener: listener,
  aws_lb_listener_rule: listenerRule,
  aws_lb_target_group: targetGroup,
  aws_route53_record: record,
};
