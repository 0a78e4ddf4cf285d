import {
  GetHostedZoneCommand,
  HostedZone,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsClients } from "./aws-clients";
import { unlessMissing } from "../aws-errors";
import { Check, Context, Finding } from "./check";
import { findingsOf, unknownVariables } from "./finding";

const NAME = "hosted-zone";
const say = findingsOf(NAME);

/** The public zone, and that nobody else has the name in it. */
export const hostedZone: Check = {
  name: NAME,
  run: async ({ variables, aws }) => {
    const [name, id] = [variables.text("hosted_zone"), variables.text("hosted_zone_id")];
    if (name === undefined || id === undefined) return unknownVariables(NAME, "hosted_zone", "hosted_zone_id");
    const { zone, finding } = id === "" ? judgeNamed(name, await zonesNamed(aws, name)) : await zoneOfId(aws, name, id);
    return [finding, ...(zone === undefined ? [] : await recordFindings(aws, zone, variables))];
  },
};

interface Judged {
  /** The zone that the stack will use; `undefined` when there is none, or no one. */
  readonly zone?: HostedZone;
  readonly finding: Finding;
}

/** @param zones all zones of that name, private ones too */
export function judgeNamed(name: string, zones: readonly HostedZone[]): Judged {
  const open = zones.filter(({ Config: config }) => config?.PrivateZone !== true);
  const [zone, ...others] = open;
  if (zone === undefined) {
    const privateToo = zones.length > 0 ? " There is a private zone of that name, which does not count." : "";
    return {
      finding: say.problem(
        `this account has no public hosted zone ${name} (hosted_zone).${privateToo}`,
        `Create it (aws route53 create-hosted-zone --name ${name} --caller-reference $(date +%s)) and enter its name servers at the registrar, or set hosted_zone to the zone that you have.`,
      ),
    };
  }
  if (others.length > 0) {
    return {
      finding: say.problem(
        `this account has ${open.length} public hosted zones ${name}: ${open.map(idOf).join(", ")}.`,
        "Set hosted_zone_id to the one whose name servers the registrar has.",
      ),
    };
  }
  return { zone, finding: say.ok(`public zone ${name}, ${idOf(zone)}.`) };
}

async function zoneOfId(aws: AwsClients, name: string, id: string): Promise<Judged> {
  const answer = await unlessMissing(aws.route53.send(new GetHostedZoneCommand({ Id: id })), "NoSuchHostedZone");
  return judgeGiven(name, id, answer?.HostedZone);
}

/** @param zone `undefined`: there is none of that id */
export function judgeGiven(name: string, id: string, zone: HostedZone | undefined): Judged {
  const fix = `Set hosted_zone_id to the id of the public zone ${name}, or leave it empty (aws route53 list-hosted-zones-by-name --dns-name ${name} lists them).`;
  if (zone === undefined) return { finding: say.problem(`this account has no hosted zone ${id}.`, fix) };
  if (zone.Config?.PrivateZone === true)
    return { finding: say.problem(`the hosted zone ${id} is private, so nobody on the internet can ask it.`, fix) };
  if (withoutDot(zone.Name) !== withoutDot(name))
    return { finding: say.problem(`the hosted zone ${id} is ${withoutDot(zone.Name)}, not ${name}.`, fix) };
  return { zone, finding: say.ok(`public zone ${name}, ${id}.`) };
}

async function zonesNamed(aws: AwsClients, name: string): Promise<readonly HostedZone[]> {
  const found: HostedZone[] = [];
  let from: { DNSName: string; HostedZoneId?: string } | undefined = { DNSName: name };
  // They come in the order of names, so that the first of another name ends the search.
  while (from !== undefined) {
    const page = await listZones(aws, from);
    const ofName = page.zones.filter((zone) => withoutDot(zone.Name) === withoutDot(name));
    found.push(...ofName);
    from = ofName.length === page.zones.length ? page.next : undefined;
  }
  return found;
}

async function listZones(
  aws: AwsClients,
  from: { readonly DNSName: string; readonly HostedZoneId?: string },
): Promise<{ zones: readonly HostedZone[]; next?: { DNSName: string; HostedZoneId?: string } }> {
  const page = await aws.route53.send(new ListHostedZonesByNameCommand(from));
  const { HostedZones: zones = [], NextDNSName: name, NextHostedZoneId: id } = page;
  if (name === undefined) return { zones };
  return { zones, next: { DNSName: name, ...(id === undefined ? {} : { HostedZoneId: id }) } };
}

async function recordFindings(
  aws: AwsClients,
  zone: HostedZone,
  variables: Context["variables"],
): Promise<readonly Finding[]> {
  const host = variables.publicHost;
  if (host === undefined) return unknownVariables(NAME, "dns_record_name", "domain");
  const { ResourceRecordSets: records = [] } = await aws.route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zone.Id, StartRecordName: host }),
  );
  const ofHost = records.filter(({ Name: name }) => withoutDot(name) === host);
  if (ofHost.length === 0) return [say.ok(`the name ${host} is free.`)];
  return [judgeRecords(host, ofHost, await loadBalancerName(aws, variables.text("unique_name")))];
}

/** @param ours DNS name of the stack's load balancer; `undefined`: it has none yet */
export function judgeRecords(host: string, records: readonly ResourceRecordSet[], ours: string | undefined): Finding {
  const inTheWay = records.filter(({ Type: type }) => type === "A" || type === "CNAME");
  const other = inTheWay.find((record) => ours === undefined || aliasOf(record) !== withoutDot(ours).toLowerCase());
  if (other !== undefined) {
    return say.problem(
      `the zone already has a record ${host} (${String(other.Type)}) which does not lead to this stack's load balancer; the apply would fail after most of the stack is there.`,
      "Delete the record if nobody needs it, or choose another dns_record_name.",
    );
  }
  if (inTheWay.length > 0) return say.ok(`${host} leads to this stack's load balancer.`);
  if (records.some(({ Type: type }) => type === "AAAA")) {
    return say.warning(
      `the zone has an AAAA record ${host}, which is not this stack's: whoever has IPv6 would be led there.`,
      "Delete it, or choose another dns_record_name.",
    );
  }
  return say.ok(`the name ${host} is free.`);
}

async function loadBalancerName(aws: AwsClients, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const answer = await unlessMissing(
    aws.loadBalancing.send(new DescribeLoadBalancersCommand({ Names: [name] })),
    "LoadBalancerNotFoundException",
    "LoadBalancerNotFound",
  );
  return answer?.LoadBalancers?.[0]?.DNSName;
}

function aliasOf({ AliasTarget: alias }: ResourceRecordSet): string {
  return withoutDot(alias?.DNSName)
    .toLowerCase()
    .replace(/^dualstack\./, "");
}

function idOf({ Id: id = "" }: HostedZone): string {
  return id.replace("/hostedzone/", "");
}

function withoutDot(name = ""): string {
  return name.replace(/\.$/, "");
}
