import { IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import { CertificateSource } from "../edge/certificate";
import { HostedZoneReference } from "../edge/hosted-zone";
import { expression } from "../terraform/expression";
import { declareVariable, matches, Rule } from "../terraform/variable";
import { regionalArn } from "./arns";
import { networkRules } from "./cidrs";

/** Where people find the server, and who may reach its door. */
export interface PublicAddressVariables {
  /** The public Route 53 zone that gets the record. */
  readonly hostedZone: HostedZoneReference;
  /** `<dns_record_name>.<domain>`: the one host name that is served. */
  readonly publicHost: string;
  /** Primary name of the certificate to look up, or ARN of the given one; without meaning for an issued one. */
  readonly certificateReference: string;
  readonly loadBalancerIsInternal: IResolvable;
  /** IPv4 networks that may open connections to the load balancer. */
  readonly loadBalancerIngressCidrs: string[];
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** Only letters after the last dot: what a host-header condition of a listener rule accepts. */
const DOMAIN_NAME = `(${LABEL}\\.)+[a-z]{2,63}`;
/**
 * The one name of a single label that a zone may have: mlflow.localhost is where the rehearsal serves. It reaches nobody
 * but the own machine (RFC 6761), and on AWS the look-up of a public zone of that name fails at plan.
 */
const OWN_MACHINE = "localhost";

/** The public host name, whether the internet can reach it, and the certificate for it. */
export function declarePublicAddressVariables(
  stack: Construct,
  { certificate, redirectHttp }: { readonly certificate: CertificateSource; readonly redirectHttp: boolean },
): PublicAddressVariables {
  // A security group takes 60 rules, and a redirect doubles them. Source: AWS, VPC quotas.
  const mostNetworks = redirectHttp ? 30 : 50;
  const hostedZone = declareHostedZone(stack);
  const domain = declareVariable(stack, "domain", {
    type: "string",
    description:
      "Domain below which the record is made: the hosted zone or a name inside of it, for example example.com.",
    rules: [
      domainRule("domain", `^(${DOMAIN_NAME}|${OWN_MACHINE})$`, "example.com"),
      {
        holds: `var.domain == trimsuffix(var.hosted_zone, ".") || endswith(var.domain, ".\${trimsuffix(var.hosted_zone, ".")}")`,
        error:
          "domain is '${var.domain}', which does not lie in the hosted zone '${var.hosted_zone}'. Give the zone's name or a name that ends in it.",
      },
    ],
  });
  const recordName = declareVariable(stack, "dns_record_name", {
    type: "string",
    description: "Name of the record in front of the domain: mlflow makes mlflow.example.com.",
    rules: [
      domainRule("dns_record_name", `^${LABEL}(\\.${LABEL})*$`, "mlflow"),
      {
        holds: `length("\${var.dns_record_name}.\${var.domain}") <= 128`,
        error:
          "The host name '${var.dns_record_name}.${var.domain}' is too long: a listener rule takes at most 128 characters. Shorten dns_record_name or domain.",
      },
      ...(certificate === "issued" ? [issuedName()] : []),
    ],
  });
  const internal = declareVariable(stack, "load_balancer_is_internal", {
    type: "bool",
    default: false,
    description: "true puts the load balancer into the private subnets, reachable from the VPC and its peers only.",
  });
  const ingressCidrs = declareVariable(stack, "load_balancer_ingress_cidrs", {
    type: "list(string)",
    default: ["0.0.0.0/0"],
    description: `IPv4 networks that may connect to the load balancer, 1 to ${mostNetworks}. The default is the internet.`,
    rules: networkRules("load_balancer_ingress_cidrs", mostNetworks),
  });
  return {
    hostedZone,
    publicHost: `${recordName.stringValue}.${domain.stringValue}`,
    certificateReference: declareCertificateReference(stack, certificate),
    loadBalancerIsInternal: internal.booleanValue,
    loadBalancerIngressCidrs: ingressCidrs.listValue,
  };
}

function declareHostedZone(stack: Construct): HostedZoneReference {
  declareVariable(stack, "hosted_zone", {
    type: "string",
    description: "Name of the existing public Route 53 hosted zone, for example example.com.",
    rules: [domainRule("hosted_zone", `^(${DOMAIN_NAME}\\.?|${OWN_MACHINE})$`, "example.com")],
  });
  declareVariable(stack, "hosted_zone_id", {
    type: "string",
    default: "",
    description: "Id of that zone, when several public zones have the name. Empty: looked up by name.",
    rules: [
      {
        holds: matches("var.hosted_zone_id", "^$|^[A-Z0-9]{8,32}$"),
        error:
          "hosted_zone_id is '${var.hosted_zone_id}'. Give the id alone, for example Z0123456789ABCDEFGHIJ, or leave it empty.",
      },
    ],
  });
  return {
    name: Token.asString(expression('var.hosted_zone_id == "" ? var.hosted_zone : null')),
    id: Token.asString(expression('var.hosted_zone_id == "" ? null : var.hosted_zone_id')),
  };
}

function domainRule(name: string, pattern: string, example: string): Rule {
  return {
    holds: `${matches(`var.${name}`, pattern)} && length(var.${name}) <= 253`,
    error: `${name} is '\${var.${name}}'. Give at most 253 lower-case letters, digits, hyphens and dots, no scheme, no path and no underscore, for example ${example}.`,
  };
}

/** The host becomes the primary name of the certificate, for which ACM has a limit of its own. */
function issuedName(): Rule {
  return {
    holds: `length("\${var.dns_record_name}.\${var.domain}") <= 64`,
    error:
      "The host name '${var.dns_record_name}.${var.domain}' is too long: AWS Certificate Manager issues certificates for at most 64 characters. Shorten dns_record_name or domain, or give a certificate that covers it.",
  };
}

function declareCertificateReference(stack: Construct, source: CertificateSource): string {
  switch (source) {
    case "lookup":
      return declareCertificateDomain(stack);
    case "given":
      return declareCertificateArn(stack);
    case "issued":
      return "";
  }
}

function declareCertificateDomain(stack: Construct): string {
  declareVariable(stack, "certificate_domain", {
    type: "string",
    default: "",
    description:
      "Primary domain name of the issued ACM certificate in this region that covers the host, for example *.example.com. Empty: the value of domain.",
    rules: [domainRule("certificate_domain", `^$|^(\\*\\.)?${DOMAIN_NAME}$`, "*.example.com")],
  });
  return Token.asString(expression('var.certificate_domain == "" ? var.domain : var.certificate_domain'));
}

function declareCertificateArn(stack: Construct): string {
  return declareVariable(stack, "certificate_arn", {
    type: "string",
    description: "ARN of the issued ACM certificate, in the region of the stack, that covers the host.",
    rules: [
      {
        holds: matches("var.certificate_arn", `^${regionalArn("acm")}certificate/[A-Za-z0-9-]{1,128}$`),
        error:
          "certificate_arn is '${var.certificate_arn}'. Give the ARN of a certificate of AWS Certificate Manager, arn:aws:acm:REGION:ACCOUNT:certificate/ID.",
      },
    ],
  }).stringValue;
}
