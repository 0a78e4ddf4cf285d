import { tokenStatementOf } from "../../src/auth/aws-token-statement";
import { issuerKind, subjectsOf } from "../../src/auth/bearer-issuer";
import { describeProvider } from "../../src/auth/identity-provider";
import { many, number } from "../support/json-walk";
import { Shape, synthesizeShapes } from "../support/shapes";
import { Block, list, object, parse, text } from "../support/stack-json";
import { holdsInAnyStack } from "./any-stack";
import {
  container,
  containers,
  environmentOf,
  policiesOf,
  proxyFlag,
  statements,
  target,
  waitsFor,
} from "./stack-view";

/** What must hold whatever is chosen. What the default stack is in detail, its own tests say. */
const shapes = synthesizeShapes();

describe.each(shapes)("the shape $name", ({ json, props }: Shape) => {
  // Where the login accepts no tokens, the variables are there to be refused.
  const { bearerIssuer, sharedUserAudience } = describeProvider(props.identityProvider ?? { type: "google" });
  const refused = [
    ...(sharedUserAudience === undefined ? ["accept_gcloud_user_tokens"] : []),
    ...(bearerIssuer === undefined ? ["bearer_audiences"] : []),
  ];
  const given = (props.bearerTokens?.issuers ?? []).flatMap((entry) => [entry.issuer, ...subjectsOf(entry)]);
  holdsInAnyStack(json, refused, given);

  it("trusts services of this account only, with roles of inline policies", () => {
    const trust = statements(json).filter(({ attribute }) => attribute === "assume_role_policy");
    const roles = json.resources("aws_iam_role");
    expect(trust.map(({ block }) => block.address)).toEqual(roles.map(({ address }) => address));
    for (const { body } of trust) {
      expect(Object.keys(object(body.Principal))).toEqual(["Service"]);
      const { StringEquals: equals, ArnLike: like } = object(body.Condition);
      expect(object(equals)["aws:SourceAccount"]).toMatch(/^\$\{data\.aws_caller_identity\.\S+\.account_id\}$/);
      expect(object(like)["aws:SourceArn"]).toMatch(
        /^arn:\$\{data\.aws_partition\.\S+\}:(ecs|ec2):\$\{data\.aws_region\./,
      );
    }
    for (const { attributes } of roles) {
      expect(attributes.path).toBe("${var.iam_role_path}");
      expect(attributes.permissions_boundary).toMatch(/iam_permissions_boundary_arn/);
    }
    const iam = json.resources().filter(({ type }) => type.startsWith("aws_iam_"));
    expect(new Set(iam.map(({ type }) => type))).toEqual(new Set(["aws_iam_role", "aws_iam_role_policy"]));
  });

  it("lets in from outside by load_balancer_ingress_cidrs only, to the load balancer's group and its ports", () => {
    const ingress = json.resources("aws_vpc_security_group_ingress_rule").map(({ attributes }) => attributes);
    const fromOutside = ingress.filter((rule) => rule.referenced_security_group_id === undefined);
    const [loadBalancerGroup] = many(json.only("aws_lb").attributes.security_groups);
    for (const rule of fromOutside) {
      expect(rule).toMatchObject({
        for_each: "${toset(var.load_balancer_ingress_cidrs)}",
        cidr_ipv4: "${each.value}",
        security_group_id: loadBalancerGroup,
      });
    }
    const ports = props.redirectHttp === true ? [443, 80] : [443];
    expect(fromOutside.map((rule) => [rule.from_port, rule.to_port]).sort()).toEqual(
      ports.map((port) => [port, port]).sort(),
    );
  });

  it("has no wider way in by other means, and gives each rule its reason in the letters of AWS", () => {
    const groups = json.resources().filter(({ type }) => /^aws_(vpc_|default_)?security_group/.test(type));
    const known = /^aws_(security_group|default_security_group|vpc_security_group_(ingress|egress)_rule)$/;
    expect(groups.filter(({ type }) => !known.test(type))).toEqual([]);
    const hidden = ["ingress", "egress", "cidr_ipv6", "prefix_list_id"];
    expect(groups.filter(({ attributes }) => hidden.some((key) => key in attributes))).toEqual([]);
    const described = groups.filter(({ type }) => type !== "aws_default_security_group");
    expect(described.length).toBeGreaterThanOrEqual(7);
    for (const { attributes } of described) {
      expect(attributes.description).toMatch(/^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/);
    }
    const open = json
      .resources("aws_vpc_security_group_egress_rule")
      .filter(({ attributes }) => attributes.cidr_ipv4 === "0.0.0.0/0");
    expect(open.map(({ attributes }) => [attributes.from_port, attributes.to_port])).toEqual([[443, 443]]);
  });

  it("hardens every container: read-only root, no capability, init, no privilege, one open port", () => {
    const all = containers(json);
    const listed = (props.bearerTokens?.issuers ?? []).flatMap(subjectsOf);
    const withSubjects = listed.length === 0 ? [] : ["admitted-subjects"];
    expect(all.map(({ name }) => name)).toEqual(["migration", "mlflow", ...withSubjects, "oauth2-proxy"]);
    for (const definition of all) {
      expect(definition).toMatchObject({
        readonlyRootFilesystem: true,
        linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      });
      expect(
        Object.keys(definition).filter((key) => /^(privileged|user|links|systemControls|ulimits)$/.test(key)),
      ).toEqual([]);
    }
    expect(all.flatMap(({ name, portMappings }) => many(portMappings).map(() => name))).toEqual(["oauth2-proxy"]);
    expect(json.only("aws_ecs_service").attributes.enable_execute_command).toBe(false);
  });

  it("serves one host over TLS 1.2 or 1.3, and nothing on port 80 but the way there", () => {
    const [https, ...others] = json.resources("aws_lb_listener").sort((a, b) => port(b) - port(a));
    expect(https?.attributes).toMatchObject({ port: 443, protocol: "HTTPS" });
    expect(https?.attributes.ssl_policy).toMatch(/^ELBSecurityPolicy-TLS13-1-[23]-/);
    expect(https?.attributes.certificate_arn).toMatch(
      /^\$\{(var|data\.aws_acm_certificate|aws_acm_certificate_validation)\./,
    );
    expect(others.map(({ attributes }) => object(many(attributes.default_action)[0]).type)).toEqual(
      props.redirectHttp === true ? ["redirect"] : [],
    );
    expect(json.only("aws_lb").attributes.drop_invalid_header_fields).toBe(true);
  });

  it("starts tasks after the policies of their roles and the listener rule", () => {
    const { execution_role_arn: execution, task_role_arn: task } = json.only("aws_ecs_task_definition").attributes;
    const needed = [execution, task].flatMap((role) => policiesOf(json, target(role)));
    expect(needed).toHaveLength(4);
    expect(waitsFor(json.only("aws_ecs_service"))).toEqual(
      expect.arrayContaining([...needed, json.only("aws_lb_listener_rule").address]),
    );
  });
});

describe.each(shapes.filter(({ props }) => props.bearerTokens !== undefined))(
  "the shape $name, with tokens of other issuers",
  ({ json, props }: Shape) => {
    const issuers = props.bearerTokens?.issuers ?? [];

    it("admits nobody by a wildcard, and demands a domain, whatever the login", () => {
      const { OAUTH2_PROXY_EMAIL_DOMAINS: domains } = environmentOf(container(json, "oauth2-proxy"));
      expect(domains).toBe('${join(",", var.allowed_email_domains)}');
      const variable = object(json.section("variable").allowed_email_domains);
      expect(variable).not.toHaveProperty("default");
      const rules = list(variable.validation).map((rule) => object(rule).condition);
      expect(rules).toContain("${length(var.allowed_email_domains) > 0}");
      expect(JSON.stringify(rules)).not.toContain('\\"*\\"');
    });

    it("accepts each issuer for its audience, and no shared one", () => {
      const { OAUTH2_PROXY_EXTRA_JWT_ISSUERS: pairs = "" } = environmentOf(container(json, "oauth2-proxy"));
      for (const { issuer, audience } of issuers) expect(pairs).toContain(`${issuer}=${audience}`);
      expect(pairs).not.toMatch(/githubusercontent|gitlab\.com/);
      expect(proxyFlag(json, "skip-jwt-bearer-tokens")).toBe("true");
    });

    it("hands the listed subjects over by a volume that oauth2-proxy can only read", () => {
      const [writer, proxy] = [container(json, "admitted-subjects"), container(json, "oauth2-proxy")];
      const { ADMITTED_SUBJECTS: subjects, ADMITTED_SUBJECTS_FILE: file } = environmentOf(writer);
      expect(subjects).toBe(issuers.flatMap(subjectsOf).join(","));
      expect(environmentOf(proxy).OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE).toBe(file);
      expect(many(proxy.mountPoints)).toEqual([
        { sourceVolume: "admitted-subjects", containerPath: "/admitted-subjects", readOnly: true },
      ]);
      expect(writer.essential).toBe(false);
      expect(list(proxy.dependsOn)).toContainEqual({ containerName: "admitted-subjects", condition: "SUCCESS" });
      const volumes = list(json.only("aws_ecs_task_definition").attributes.volume).map((volume) => object(volume).name);
      expect(volumes).toEqual(["tmp", "database-ca", "admitted-subjects"]);
    });

    it("tells the IAM statement of roles exactly where AWS issues tokens", () => {
      const hasAws = issuers.some(({ issuer }) => issuerKind(issuer) === "aws");
      const output = json.section("output").bearer_iam_statement;
      expect(output === undefined).toBe(!hasAws);
      if (output !== undefined) {
        expect(parse(text(object(output).value))).toEqual(tokenStatementOf({ issuers }));
      }
    });
  },
);

function port({ attributes }: Block): number {
  return number(attributes.port);
}
