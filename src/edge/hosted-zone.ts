import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Construct } from "constructs";

/** The existing public hosted zone, by name. A private zone of the same name is left out: it would make the look-up ambiguous. */
export class HostedZone extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.id = new DataAwsRoute53Zone(this, "Default", { name, privateZone: false }).zoneId;
  }
}
