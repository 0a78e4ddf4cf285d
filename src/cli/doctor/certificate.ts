import { CertificateDetail, CertificateSummary, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { AwsClients } from "./aws-clients";
import { unlessMissing } from "../aws-errors";
import { listCertificates } from "./certificate-list";
import { Check, Context, Finding } from "./check";
import { findingsOf, unknownVariables } from "./finding";

const NAME = "certificate";
const say = findingsOf(NAME);
const DAYS = 14;

/** The certificate that the load balancer will show, unless the stack has one issued. */
export const certificate: Check = {
  name: NAME,
  run: async (context) => {
    const { synthesized } = context;
    if ("certificate_arn" in synthesized.variables) return givenFindings(context);
    if ("certificate_domain" in synthesized.variables) return lookupFindings(context);
    return [];
  },
};

async function givenFindings({ variables, aws, region }: Context): Promise<readonly Finding[]> {
  const [arn, host] = [variables.text("certificate_arn"), variables.publicHost];
  if (arn === undefined || host === undefined) return unknownVariables(NAME, "certificate_arn", "the host name");
  const elsewhere = inOtherRegion(arn, region);
  if (elsewhere !== undefined) return [elsewhere];
  const detail = await describe(aws, arn);
  if (detail === undefined) {
    return [
      say.problem(
        `there is no certificate ${arn} (certificate_arn).`,
        "aws acm list-certificates shows those of this account and region.",
      ),
    ];
  }
  return judge(detail, host);
}

/** A load balancer takes certificates of its own region only. */
export function inOtherRegion(arn: string, region: string): Finding | undefined {
  const where = arn.split(":")[3] ?? "";
  if (where === region) return undefined;
  return say.problem(
    `the certificate of certificate_arn is in ${where}, but the load balancer will be in ${region}.`,
    `Request one in ${region}, or set AWS_REGION to ${where}.`,
  );
}

async function lookupFindings({ variables, aws, region }: Context): Promise<readonly Finding[]> {
  const [given, domain, host] = [variables.text("certificate_domain"), variables.text("domain"), variables.publicHost];
  if (given === undefined || domain === undefined || host === undefined)
    return unknownVariables(NAME, "certificate_domain", "the host name");
  const wanted = given === "" ? domain : given;
  const here = await listCertificates(aws);
  const issued = here.filter(({ DomainName: name, Status: status }) => name === wanted && status === "ISSUED");
  const details = await Promise.all(issued.map(({ CertificateArn: arn = "" }) => describe(aws, arn)));
  const newest = newestOf(details.filter((detail) => detail !== undefined));
  if (newest !== undefined) return judge(newest, host, here);
  const home = region === "us-east-1" ? [] : await listCertificates(aws.in("us-east-1"));
  return [judgeNone({ wanted, host, region, here, home })];
}

/** Terraform takes the one that became valid last. */
export function newestOf(details: readonly CertificateDetail[]): CertificateDetail | undefined {
  const since = ({ NotBefore: from }: CertificateDetail): number => from?.getTime() ?? 0;
  return [...details].sort((one, other) => since(other) - since(one))[0];
}

async function describe(aws: AwsClients, arn: string): Promise<CertificateDetail | undefined> {
  const answer = await unlessMissing(
    aws.acm.send(new DescribeCertificateCommand({ CertificateArn: arn })),
    "ResourceNotFoundException",
  );
  return answer?.Certificate;
}

/** What there is instead of an issued certificate of that name. */
export interface NoneIssued {
  readonly wanted: string;
  readonly host: string;
  readonly region: string;
  /** All certificates of the region. */
  readonly here: readonly CertificateSummary[];
  /** All certificates of us-east-1, where those for CloudFront are. */
  readonly home: readonly CertificateSummary[];
}

/** Why the look-up of the plan would find nothing. */
export function judgeNone({ wanted, host, region, here, home }: NoneIssued): Finding {
  const what = `no issued certificate has ${wanted} (certificate_domain, when empty domain) as its primary name in ${region}`;
  const request = `Request one (aws acm request-certificate --domain-name ${host} --validation-method DNS), set certificate_domain to ${host}, and create the record that ACM asks for; or set certificate: "issued" in main.ts and let the stack do it.`;
  const covering = coveringNames(here, host);
  if (covering.length > 0)
    return say.problem(`${what}, but one covers ${host}.`, `Set certificate_domain to ${covering.join(" or ")}.`);
  const waiting = here.find(({ DomainName: name }) => name === wanted);
  if (waiting !== undefined) {
    return say.problem(
      `${what}: the one of that name is ${String(waiting.Status)}.`,
      waiting.Status === "PENDING_VALIDATION"
        ? `Create the record that ACM asks for: aws acm describe-certificate --certificate-arn ${String(waiting.CertificateArn)} --query 'Certificate.DomainValidationOptions[].ResourceRecord'`
        : request,
    );
  }
  if (home.some(({ Status: status, ...names }) => status === "ISSUED" && covers(namesOf(names), host))) {
    return say.problem(
      `${what}; one in us-east-1 covers ${host}, but a load balancer takes only those of its region.`,
      request,
    );
  }
  return say.problem(`${what}.`, request);
}

/** An issued certificate: does it cover the host, and for how long. */
export function judge(
  detail: CertificateDetail,
  host: string,
  others: readonly CertificateSummary[] = [],
): readonly Finding[] {
  const { Status: status, CertificateArn: arn = "", NotAfter: until } = detail;
  const names = namesOf({ ...detail, SubjectAlternativeNameSummaries: detail.SubjectAlternativeNames });
  if (status !== "ISSUED") {
    return [
      say.problem(
        `the certificate ${arn} is ${String(status)}, so that no load balancer takes it.`,
        status === "PENDING_VALIDATION"
          ? `Create the record that ACM asks for: aws acm describe-certificate --certificate-arn ${arn} --query 'Certificate.DomainValidationOptions[].ResourceRecord'`
          : "Request a new one.",
      ),
    ];
  }
  if (!covers(names, host)) {
    const covering = coveringNames(others, host);
    return [
      say.problem(
        `the certificate for ${names.join(", ")} does not cover ${host}: browsers would refuse it. A wildcard stands for exactly one label.`,
        covering.length > 0
          ? `Set certificate_domain to ${covering.join(" or ")}.`
          : `Request one for ${host}, or set dns_record_name and domain to a name that it covers.`,
      ),
    ];
  }
  const days = until === undefined ? Infinity : (until.getTime() - Date.now()) / 86_400_000;
  if (days < DAYS && detail.RenewalEligibility !== "ELIGIBLE")
    return [expiresSoon(detail, until?.toISOString().slice(0, 10) ?? "")];
  return [say.ok(`issued for ${names.join(", ")}, which covers ${host}.`)];
}

function expiresSoon({ Type: type, CertificateArn: arn = "" }: CertificateDetail, day: string): Finding {
  return say.warning(
    `the certificate ${arn} expires on ${day}, and AWS does not renew it as it is.`,
    type === "IMPORTED"
      ? `Import its successor under the same ARN: aws acm import-certificate --certificate-arn ${arn} ...`
      : "AWS renews only certificates that are in use and whose validation record is still there: look that it is, then deploy.",
  );
}

function coveringNames(summaries: readonly CertificateSummary[], host: string): readonly string[] {
  const covering = summaries.filter((summary) => summary.Status === "ISSUED" && covers(namesOf(summary), host));
  return [...new Set(covering.map(({ DomainName: name = "" }) => name))];
}

type Names = Pick<CertificateSummary, "DomainName" | "SubjectAlternativeNameSummaries">;

function namesOf({ DomainName: primary, SubjectAlternativeNameSummaries: others = [] }: Names): readonly string[] {
  return [...new Set([...(primary === undefined ? [] : [primary]), ...others])];
}

/** By the host itself, or by a wildcard for its first label. */
export function covers(names: readonly string[], host: string): boolean {
  const wildcard = host.replace(/^[^.]+/, "*");
  return names.some((name) => name.toLowerCase() === host || name.toLowerCase() === wildcard);
}
