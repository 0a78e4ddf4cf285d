import { Testing } from "cdktf";
import { addCertificate, CertificateSource } from "../../../src/edge/certificate";
import { HostedZone } from "../../../src/edge/hosted-zone";
import { MlflowStack } from "../../../src/stacks/mlflow-stack";
import { MlflowStackProps } from "../../../src/stacks/mlflow-stack-props";
import { newStack, synthesized } from "../../support/small-stack";
import { Json, object, StackJson } from "../../support/stack-json";

const app = Testing.app();
let stacks = 0;

function mlflow(props: Partial<MlflowStackProps> = {}): StackJson {
  stacks += 1;
  return synthesized(
    new MlflowStack(app, `mlflow-choice-${stacks}`, {
      identityProvider: { type: "google" },
      state: { type: "s3" },
      ...props,
    }),
  );
}

function certificate(source: CertificateSource): { readonly arn: string; readonly json: StackJson } {
  const stack = newStack();
  const zone = new HostedZone(stack, "hosted-zone", { name: "example.com", id: "Z1" });
  const { arn } = addCertificate(stack, "certificate", {
    source,
    reference: "arn:given",
    host: "mlflow.example.com",
    zone,
    region: "eu-west-1",
  });
  return { arn, json: synthesized(stack) };
}

describe("an issued certificate", () => {
  const { json } = certificate("issued");

  test("is for exactly the public host, and its successor comes before it goes", () => {
    expect(json.only("aws_acm_certificate").attributes).toMatchObject({
      domain_name: "mlflow.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("is proven in the hosted zone, and the listener waits for the proof", () => {
    const option = (attribute: string): string =>
      `\${(one(aws_acm_certificate.certificate.domain_validation_options).${attribute})}`;
    expect(json.only("aws_route53_record").attributes).toMatchObject({
      zone_id: "${data.aws_route53_zone.hosted_zone.zone_id}",
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
    });
    const listener = mlflow({ certificate: "issued" }).only("aws_lb_listener").attributes.certificate_arn;
    expect(listener).toMatch(/^\$\{aws_acm_certificate_validation\.certificate_validation_\w+\.certificate_arn\}$/);
  });
});

test("a given certificate is a variable, checked to be an ARN of ACM, and nothing is looked up", () => {
  expect(certificate("given").arn).toBe("arn:given");
  const json = mlflow({ certificate: "given" });
  expect(json.only("aws_lb_listener").attributes.certificate_arn).toBe("${var.certificate_arn}");
  expect(json.dataSources("aws_acm_certificate")).toEqual([]);
  expect(Object.keys(json.section("variable"))).not.toContain("certificate_domain");
});

describe("the redirect", () => {
  const ports = (json: StackJson): Json[] =>
    json.resources("aws_lb_listener").map(({ attributes }) => attributes.port ?? null);

  test("is opt-in: port 80 is closed by default, as in the article", () => {
    expect(ports(mlflow())).toEqual([443]);
  });

  test("opens port 80 to the same networks, for nothing but the way to HTTPS", () => {
    const json = mlflow({ redirectHttp: true });
    expect(ports(json).sort()).toEqual([443, 80]);
    const http = json.resources("aws_lb_listener").find(({ attributes }) => attributes.port === 80);
    expect(http?.attributes.default_action).toEqual([
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
    ]);
    const open = json
      .resources("aws_vpc_security_group_ingress_rule")
      .filter(({ attributes }) => attributes.cidr_ipv4 !== undefined);
    expect(open.map(({ attributes }) => [attributes.from_port, attributes.for_each])).toEqual(
      expect.arrayContaining([443, 80].map((port) => [port, "${toset(var.load_balancer_ingress_cidrs)}"])),
    );
  });
});

test("provider 6 is allowed only when asked for: it was type-checked, not applied", () => {
  const version = (json: StackJson): Json | undefined =>
    object(object(json.section("terraform").required_providers).aws).version;
  expect(version(mlflow())).toBe("~> 5.100");
  expect(version(mlflow({ awsProvider: ">= 5.100.0, < 7.0.0" }))).toBe(">= 5.100.0, < 7.0.0");
});
