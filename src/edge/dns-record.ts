import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { LoadBalancer } from "./load-balancer";

export interface DnsRecordProps {
  /** Name of the public hosted zone. */
  readonly hostedZone: string;
  readonly host: string;
  readonly loadBalancer: LoadBalancer;
}

/** The public name of the load balancer. No AAAA record: an IPv6 alias of an IPv4 load balancer answers nothing. */
export class DnsRecord extends Construct {
  readonly resource: Route53Record;

  constructor(scope: Construct, id: string, props: DnsRecordProps) {
    super(scope, id);
    // A private zone of the same name would make the look-up ambiguous.
    const zone = new DataAwsRoute53Zone(this, "zone", { name: props.hostedZone, privateZone: false });
    this.resource = new Route53Record(this, "Default", {
      zoneId: zone.zoneId,
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
