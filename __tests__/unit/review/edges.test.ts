import { Addresses } from "../../../src/review/addresses";
import { iamEdges } from "../../../src/review/iam-edges";
import { readPlan } from "../../../src/review/plan";
import { recordedPlan } from "../../support/recorded-plan";
import { reviewOf, withChanges } from "../../support/reviewed-plans";
import { JsonObject, object } from "../../support/stack-json";

const addresses = new Addresses(readPlan(recordedPlan("artifacts-elsewhere")));

function edges(...statements: readonly JsonObject[]): ReturnType<typeof iamEdges> {
  return iamEdges({
    json: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
    owner: "the role",
    addresses,
  });
}

describe("the permissions of a policy", () => {
  it("say who may do what to which resource", () => {
    expect(
      edges({ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::other/*" }),
    ).toEqual([
      { from: "the role", how: "s3:GetObject", to: "arn:aws:s3:::other/*" },
      { from: "the role", how: "s3:PutObject", to: "arn:aws:s3:::other/*" },
    ]);
  });

  it("say what is denied, under which conditions, and to whom", () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" }, StringLike: { "s3:prefix": ["a/*", "b/*"] } };
    expect(edges({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition })).toEqual([
      {
        from: "*",
        how: "s3:*",
        to: "*",
        note: "DENIED if Bool aws:SecureTransport=false and StringLike s3:prefix=a/*|b/*",
      },
    ]);
  });

  it("say what is excepted", () => {
    expect(
      edges({ Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::x", NotPrincipal: { AWS: "1" } }),
    ).toEqual([{ from: "everything but AWS:1", how: "everything but iam:*", to: "everything but arn:aws:s3:::x" }]);
  });

  it("are shown as they stand where the policy cannot be read", () => {
    expect(iamEdges({ json: '{"Statement":[{"Effect":"Maybe"}]}', owner: "the role", addresses })).toEqual([
      { from: "the role", how: 'a policy that cannot be read: {"Statement":[{"Effect":"Maybe"}]}' },
    ]);
  });
});

describe("the edges of a security group", () => {
  const rule = "aws_vpc_security_group_ingress_rule";
  const diffOf = (edit: (after: JsonObject) => JsonObject): readonly string[] => {
    const plan = withChanges(recordedPlan("another-office"), (resource) => {
      if (resource.type !== rule) return resource;
      const change = object(resource.change);
      return { ...resource, change: { ...change, after: edit(object(change.after)) } };
    });
    return reviewOf(plan).parts.flatMap(({ changes }) =>
      changes.flatMap(({ texts }) => texts.flatMap(({ diff }) => diff)),
    );
  };
  const group = "aws_security_group.load-balancer_security-group_80A0008E";

  it.each([
    ["a range of ports", { from_port: 80, to_port: 443 }, `+ 198.51.100.0/24 -> tcp 80-443 -> ${group}`],
    [
      "every protocol",
      { ip_protocol: "-1", from_port: null, to_port: null },
      `+ 198.51.100.0/24 -> everything -> ${group}`,
    ],
    [
      "a group of somebody else",
      { cidr_ipv4: null, referenced_security_group_id: "sg-0123456789" },
      `+ sg-0123456789 -> tcp 443 -> ${group}`,
    ],
    ["IPv6", { cidr_ipv4: null, cidr_ipv6: "::/0" }, `+ ::/0 -> tcp 443 -> ${group}`],
  ])("show %s", (_, attributes, line) => {
    expect(diffOf((after) => ({ ...after, ...attributes }))).toEqual([line]);
  });
});
