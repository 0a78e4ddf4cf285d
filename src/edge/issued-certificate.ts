import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { expression } from "../terraform/expression";
import { HostedZone } from "./hosted-zone";

export interface IssuedCertificateProps {
  /** The one host name that is served; at most 64 characters, ACM's limit for a primary name. */
  readonly host: string;
  readonly zone: HostedZone;
}

/** A certificate for exactly the public host, proven by a record in the hosted zone, renewed by ACM as long as it stays. */
export class IssuedCertificate extends Construct {
  readonly resource: AcmCertificate;
  /** Of the *validated* certificate: a listener refuses one that is still pending. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: IssuedCertificateProps) {
    super(scope, id);
    this.resource = new AcmCertificate(this, "Default", {
      domainName: props.host,
      validationMethod: "DNS",
      lifecycle: { createBeforeDestroy: true },
    });
    // One name has one validation option; a set has no index, so `one`.
    const option = (attribute: string): string =>
      Token.asString(expression(`one(${this.resource.fqn}.domain_validation_options).${attribute}`));
    const record = new Route53Record(this, "validation-record", {
      zoneId: props.zone.id,
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      ttl: 300,
      // The record of an earlier certificate for the same name is the same.
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, "validation", {
      certificateArn: this.resource.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
