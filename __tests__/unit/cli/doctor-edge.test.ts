import { CertificateDetail, CertificateSummary } from "@aws-sdk/client-acm";
import { HostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { covers, inOtherRegion, judge, judgeNone, newestOf } from "../../../src/cli/doctor/certificate";
import { judgeGiven, judgeNamed, judgeRecords } from "../../../src/cli/doctor/hosted-zone";
import { containing } from "../../support/containing";

const HOST = "mlflow.example.com";
const IN_DAYS = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe("the hosted zone", () => {
  const zone = (id: string, isPrivate = false): HostedZone => ({
    Id: `/hostedzone/${id}`,
    Name: "example.com.",
    CallerReference: id,
    Config: { PrivateZone: isPrivate },
  });

  test("is the one public zone of the name, whatever private ones there are", () => {
    const { zone: found, finding } = judgeNamed("example.com", [zone("Z1", true), zone("Z2")]);
    expect(found?.Id).toBe("/hostedzone/Z2");
    expect(finding).toMatchObject({ status: "ok", message: "public zone example.com, Z2." });
  });

  test("is missing, and a private one does not count", () => {
    expect(judgeNamed("example.com", []).finding).toMatchObject({ status: "problem" });
    expect(judgeNamed("example.com", []).finding.message).not.toContain("private");
    expect(judgeNamed("example.com", [zone("Z1", true)]).finding.message).toContain("private zone of that name");
  });

  test("is one of several, which only its id can tell", () => {
    const { zone: found, finding } = judgeNamed("example.com", [zone("Z1"), zone("Z2")]);
    expect(found).toBeUndefined();
    expect(finding).toMatchObject({ status: "problem", message: containing("Z1, Z2") });
    expect(finding.fix).toContain("hosted_zone_id");
  });

  test.each([
    ["no hosted zone Z1", undefined],
    ["is private", zone("Z1", true)],
    ["is other.com, not example.com", { ...zone("Z1"), Name: "other.com." }],
  ])("given by id is refused: %s", (message, given) => {
    expect(judgeGiven("example.com", "Z1", given).finding).toMatchObject({
      status: "problem",
      message: containing(message),
    });
  });

  test("given by id is taken with or without the dot of its name", () => {
    expect(judgeGiven("example.com.", "Z1", zone("Z1")).finding.status).toBe("ok");
  });
});

describe("the record", () => {
  const alias = (name: string): ResourceRecordSet => ({
    Name: `${HOST}.`,
    Type: "A",
    AliasTarget: { DNSName: name, HostedZoneId: "Z32O12XQLNTSW2", EvaluateTargetHealth: true },
  });
  const OURS = "MLflow-1.eu-west-1.elb.amazonaws.com";

  test("is ours when it leads to the stack's load balancer, however AWS writes that", () => {
    expect(judgeRecords(HOST, [alias("dualstack.mlflow-1.eu-west-1.elb.amazonaws.com.")], OURS).status).toBe("ok");
  });

  test.each<[string, ResourceRecordSet, string | undefined]>([
    ["leads elsewhere", alias("other.eu-west-1.elb.amazonaws.com."), OURS],
    ["leads somewhere before we have a load balancer", alias(OURS), undefined],
    ["is an address", { Name: `${HOST}.`, Type: "A", ResourceRecords: [{ Value: "192.0.2.1" }] }, OURS],
    ["is another name", { Name: `${HOST}.`, Type: "CNAME", ResourceRecords: [{ Value: "x.example.net" }] }, OURS],
  ])("is in the way when it %s", (_, record, ours) => {
    expect(judgeRecords(HOST, [record], ours)).toMatchObject({
      status: "problem",
      message: containing(`already has a record ${HOST}`),
    });
  });

  test("of IPv6 alone would lead some people away, one of text nobody", () => {
    expect(judgeRecords(HOST, [{ Name: HOST, Type: "AAAA" }], undefined).status).toBe("warning");
    expect(judgeRecords(HOST, [{ Name: HOST, Type: "TXT" }], undefined).status).toBe("ok");
  });
});

describe("the certificate", () => {
  const issued: CertificateDetail = {
    CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/a",
    DomainName: "example.com",
    SubjectAlternativeNames: ["example.com", "*.example.com"],
    Status: "ISSUED",
    Type: "AMAZON_ISSUED",
    NotAfter: IN_DAYS(300),
    RenewalEligibility: "INELIGIBLE",
  };
  const [ok] = judge(issued, HOST);

  test("is well", () => {
    expect(ok).toMatchObject({ status: "ok", message: containing(`covers ${HOST}`) });
  });

  test.each([
    [true, ["mlflow.example.com"]],
    [true, ["example.com", "*.EXAMPLE.com"]],
    [false, ["example.com"]],
    [false, ["*.com"]],
    [false, ["*.mlflow.example.com"]],
  ])("covers the host (%p): %p", (expected, names) => {
    expect(covers(names, HOST)).toBe(expected);
  });

  test("does not cover the host, and another does", () => {
    const [finding] = judge({ ...issued, SubjectAlternativeNames: ["example.com"] }, HOST, [
      { DomainName: "wild.example.com", SubjectAlternativeNameSummaries: ["*.example.com"], Status: "ISSUED" },
    ]);
    expect(finding).toMatchObject({
      status: "problem",
      message: containing(`does not cover ${HOST}`),
      fix: "Set certificate_domain to wild.example.com.",
    });
  });

  test.each(["PENDING_VALIDATION", "EXPIRED", "REVOKED"] as const)("is %s", (Status) => {
    expect(judge({ ...issued, Status }, HOST)).toMatchObject([
      { status: "problem", message: containing(`is ${Status}`) },
    ]);
  });

  test("expires within two weeks and is not renewed", () => {
    const soon = { ...issued, NotAfter: IN_DAYS(13) };
    expect(judge(soon, HOST)).toMatchObject([{ status: "warning", fix: containing("in use") }]);
    expect(judge({ ...soon, Type: "IMPORTED" }, HOST)).toMatchObject([
      { status: "warning", fix: containing("import-certificate") },
    ]);
    expect(judge({ ...soon, RenewalEligibility: "ELIGIBLE" }, HOST)).toMatchObject([{ status: "ok" }]);
    expect(judge({ ...issued, NotAfter: IN_DAYS(15) }, HOST)).toMatchObject([{ status: "ok" }]);
  });

  test("is the newest of several, as for Terraform", () => {
    const of = (name: string, days: number): CertificateDetail => ({ CertificateArn: name, NotBefore: IN_DAYS(days) });
    expect(newestOf([of("old", -9), of("new", -1), of("older", -20)])?.CertificateArn).toBe("new");
    expect(newestOf([])).toBeUndefined();
  });

  test("is given by an ARN of another region", () => {
    expect(inOtherRegion(String(issued.CertificateArn), "eu-west-1")).toBeUndefined();
    expect(inOtherRegion(String(issued.CertificateArn), "us-east-1")?.message).toContain("is in eu-west-1");
  });

  describe("that the look-up would not find", () => {
    const question = { wanted: "example.com", host: HOST, region: "eu-west-1", here: [], home: [] };
    const summary = (Status: "ISSUED" | "PENDING_VALIDATION", ...names: string[]): CertificateSummary => ({
      CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/b",
      Status,
      ...(names[0] === undefined ? {} : { DomainName: names[0] }),
      SubjectAlternativeNameSummaries: names,
    });

    test("is in no region", () => {
      expect(judgeNone(question)).toMatchObject({
        status: "problem",
        fix: containing(`--domain-name ${HOST}`),
      });
    });

    test("has the name as an additional one", () => {
      const { fix } = judgeNone({ ...question, here: [summary("ISSUED", "www.example.com", HOST)] });
      expect(fix).toBe("Set certificate_domain to www.example.com.");
    });

    test("waits for its record", () => {
      const { message, fix } = judgeNone({ ...question, here: [summary("PENDING_VALIDATION", "example.com")] });
      expect(message).toContain("PENDING_VALIDATION");
      expect(fix).toContain("describe-certificate --certificate-arn arn:aws:acm");
    });

    test("is in us-east-1", () => {
      const { message } = judgeNone({ ...question, home: [summary("ISSUED", "*.example.com")] });
      expect(message).toContain(`one in us-east-1 covers ${HOST}`);
      expect(judgeNone({ ...question, home: [summary("ISSUED", "other.com")] }).message).not.toContain("us-east-1");
    });
  });
});
