import { StackJson } from "../support/stack-json";
import { providerArns, withDefaults, withKnownValues } from "./known-values";

describe("the values in a policy", () => {
  it("are such as AWS would have them", () => {
    expect(
      withKnownValues({ Resource: ["${aws_s3_bucket.artifacts.arn}/*"], Region: "${data.aws_region.a.id}" }),
    ).toEqual({
      Resource: ["arn:aws:s3:::demo-bucket/*"],
      Region: "eu-west-1",
    });
  });

  it("are never guessed, since a guess could hide a wildcard", () => {
    expect(() => withKnownValues({ Resource: "${var.whatever}" })).toThrow(
      /no plausible value for \$\{var\.whatever\}/,
    );
  });
});

describe("the ARN of an OpenID Connect provider", () => {
  it("names the issuer, whether the provider is made or looked up", () => {
    const providers = { aws_iam_openid_connect_provider: { ci: { url: "https://gitlab.example.com/sub" } } };
    const own = providerArns(new StackJson("", { resource: providers, data: providers }));
    const trusted = ["${aws_iam_openid_connect_provider.ci.arn}", "${data.aws_iam_openid_connect_provider.ci.arn}"].map(
      (expression) => withKnownValues(expression, own),
    );
    const arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com/sub";
    expect(trusted).toEqual([arn, arn]);
  });
});

describe("the arguments of a resource", () => {
  const variables = { days: { default: 30 }, networks: { default: ["0.0.0.0/0", "10.0.0.0/8"] }, asked: {} };

  it("have the defaults of variables", () => {
    expect(withDefaults({ retention_in_days: "${var.days}", nested: [{ name: "${var.asked}" }] }, variables)).toEqual({
      retention_in_days: 30,
      nested: [{ name: "${var.asked}" }],
    });
  });

  it("stand for those of each item of a list", () => {
    const rule = { for_each: "${toset(var.networks)}", cidr_ipv4: "${each.value}" };
    expect(withDefaults(rule, variables).cidr_ipv4).toBe("0.0.0.0/0");
    expect(withDefaults({ ...rule, for_each: "${toset(var.asked)}" }, variables).cidr_ipv4).toBe("${each.value}");
  });
});
