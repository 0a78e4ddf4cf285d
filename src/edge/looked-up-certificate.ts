import { DataAwsAcmCertificate } from "@cdktf/provider-aws/lib/data-aws-acm-certificate";
import { Construct } from "constructs";
import { nameAfterVariable } from "../terraform/lookup";

/** The newest issued certificate of this region with a given primary domain name. */
export class LookedUpCertificate extends Construct {
  readonly resource: DataAwsAcmCertificate;

  constructor(scope: Construct, id: string, primaryDomain: string) {
    super(scope, id);
    this.resource = new DataAwsAcmCertificate(this, "Default", {
      domain: primaryDomain,
      statuses: ["ISSUED"],
      mostRecent: true,
      // Without this list only RSA keys up to 2048 bits are found.
      keyTypes: ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
    });
    nameAfterVariable(this.resource, "certificate_domain");
  }

  get arn(): string {
    return this.resource.arn;
  }
}
