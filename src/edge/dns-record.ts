import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { HostedZone } from "./hosted-zone";
import { LoadBalancer } from "./load-balancer";

export interface DnsRecordProps {
  readonly zone: HostedZone;
  readonly host: string;
  readonly loadBalancer: LoadBalancer;
}

/** The public name of the load balancer. No AAAA record: an IPv6 alias of an IPv4 load balancer answers nothing. */
export class DnsRecord extends Construct {
  readonly resource: Route53Record;

  constructor(scope: Construct, id: string, props: DnsRecordProps) {
    super(scope, id);
    this.resource = new Route53Record(this, "Default", {
      zoneId: props.zone.id,
      name: props.host,
      type: "A",
      alias: {
        name: props.loadBalancer.resource.dnsName,
        zoneId: props.loadBalancer.resource.zoneId,
        evaluateTargetHealth: true,
      },
    });
  }
}
