import { Token } from "cdktf";
import { Construct } from "constructs";
import { expression } from "../terraform/expression";
import { HostedZone } from "./hosted-zone";
import { IssuedCertificate } from "./issued-certificate";
import { LookedUpCertificate } from "./looked-up-certificate";

/**
 * Where the certificate comes from.
 *
 * - `lookup`: the newest issued one of the region with the primary name `certificate_domain`, as in the article
 * - `issued`: a new one for the public host, validated in the hosted zone
 * - `given`: the one in `certificate_arn`
 */
export type CertificateSource = "lookup" | "issued" | "given";

export interface Certificate {
  readonly arn: string;
  /** What must hold before a listener takes it. @default - nothing */
  readonly preconditions?: readonly { readonly condition: string; readonly errorMessage: string }[];
}

export interface CertificateProps {
  readonly source: CertificateSource;
  /** Primary name for `lookup`, ARN for `given`; without meaning for `issued`. */
  readonly reference: string;
  readonly host: string;
  readonly zone: HostedZone;
  /** Where the listener will be. */
  readonly region: string;
}

/** The certificate for the listener, from where the settings say. */
export function addCertificate(scope: Construct, id: string, props: CertificateProps): Certificate {
  switch (props.source) {
    case "lookup":
      return new LookedUpCertificate(scope, id, props.reference);
    case "issued":
      return new IssuedCertificate(scope, id, props);
    case "given":
      return { arn: props.reference, preconditions: [inRegion(props.region)] };
  }
}

function inRegion(region: string): { condition: string; errorMessage: string } {
  return {
    condition: Token.asString(expression(`split(":", var.certificate_arn)[3] == ${region}`)),
    errorMessage: `certificate_arn names a certificate of \${split(":", var.certificate_arn)[3]}, but the load balancer is in ${region}. Give one of that region.`,
  };
}
