import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Construct } from "constructs";
import { nameAfterVariable } from "../terraform/lookup";

/** One of the two is `null` in Terraform. */
export interface HostedZoneReference {
  readonly name: string;
  readonly id: string;
}

/**
 * The existing public hosted zone, by name, or by id where several have the name.
 * A private zone of the same name is left out: it would make the look-up ambiguous.
 */
export class HostedZone extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, reference: HostedZoneReference) {
    super(scope, id);
    const zone = new DataAwsRoute53Zone(this, "Default", {
      name: reference.name,
      zoneId: reference.id,
      privateZone: false,
      lifecycle: {
        postcondition: [
          {
            condition: '${trimsuffix(self.name, ".") == trimsuffix(var.hosted_zone, ".") && !self.private_zone}',
            errorMessage:
              'The zone of hosted_zone_id is ${self.name}${self.private_zone ? ", a private zone" : ""}. Give the id of the public zone with the name of hosted_zone, ${var.hosted_zone}.',
          },
        ],
      },
    });
    nameAfterVariable(zone, "hosted_zone");
    this.id = zone.zoneId;
  }
}
