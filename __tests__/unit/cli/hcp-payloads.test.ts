import { JsonObject } from "../../../src/cli/doctor/json";
import {
  environmentProblems,
  environmentVariables,
  hclExpression,
  payload,
  terraformVariables,
  VariableAttributes,
} from "../../../src/cli/hcp-payloads";

const DECLARED: JsonObject = {
  domain: { type: "string", description: "The domain." },
  retention: { type: "number", description: "Days.", default: 30 },
  is_internal: { type: "bool", description: "Inside.", default: false },
  domains: { type: "list(string)", description: "Domains.", default: [] },
  tags: { type: "map(string)", description: "Tags.", default: { a: "b" } },
  password: { type: "string", description: "Secret.", sensitive: true, ephemeral: true },
  client_secret: { type: "string", description: "Secret.", default: "", ephemeral: true },
};
const DEFAULTS: JsonObject = {
  domain: "example.com",
  retention: 30,
  is_internal: false,
  domains: [],
  tags: { a: "b" },
};

function variables(values: JsonObject, withDefaults = false): readonly VariableAttributes[] {
  return terraformVariables(DECLARED, (name) => values[name], withDefaults);
}

function values(attributes: readonly VariableAttributes[]): unknown {
  return attributes.map(({ key, value, hcl, sensitive }) => [key, value, hcl, sensitive]);
}

describe("the Terraform variables of a workspace", () => {
  it("are those that are required or differ from their default, text as text and the rest as HCL", () => {
    const given = { ...DEFAULTS, retention: 7, is_internal: true, domains: ["a.com", "b.com"], tags: { 'a"': "${b}" } };
    expect(values(variables(given))).toEqual([
      ["domain", "example.com", false, false],
      ["retention", "7", false, false],
      ["is_internal", "true", false, false],
      ["domains", '["a.com", "b.com"]', true, false],
      ["tags", '{ "a\\"" = "$${b}" }', true, false],
      ["password", undefined, false, true],
    ]);
  });

  it("leave out what is at its default, unless all are asked for", () => {
    expect(values(variables(DEFAULTS))).toEqual([
      ["domain", "example.com", false, false],
      ["password", undefined, false, true],
    ]);
    expect(variables(DEFAULTS, true).map(({ key }) => key)).toEqual(Object.keys(DECLARED));
  });

  it("never have the value of a secret, whatever is known of it", () => {
    const known = { ...DEFAULTS, password: "canary", client_secret: "canary" };
    const all = variables(known, true);
    expect(JSON.stringify(all)).not.toContain("canary");
    expect(all.filter(({ sensitive }) => sensitive).map((variable) => [variable.key, "value" in variable])).toEqual([
      ["password", false],
      ["client_secret", false],
    ]);
  });

  it("are each the body of one call of the API", () => {
    expect(variables(DEFAULTS).map(payload)[0]).toEqual({
      data: {
        type: "vars",
        attributes: {
          key: "domain",
          value: "example.com",
          description: "The domain.",
          category: "terraform",
          hcl: false,
          sensitive: false,
        },
      },
    });
  });
});

describe("an HCL expression", () => {
  it.each([
    ['a\b\f\n\t"\\', '"a\\u0008\\u000c\\n\\t\\"\\\\"'],
    ["${a} %{b} $${c}", '"$${a} %%{b} $$${c}"'],
    [[], "[]"],
    [{}, "{}"],
    [{ "a b": ["c", 1, true, null] }, '{ "a b" = ["c", 1, true, null] }'],
  ])("of %j is on one line", (value, expression) => {
    expect(hclExpression(value)).toBe(expression);
  });
});

describe("the environment of runs", () => {
  const ROLES = {
    TFC_AWS_PLAN_ROLE_ARN: "arn:aws:iam::123456789012:role/ci/plan",
    TFC_AWS_APPLY_ROLE_ARN: "arn:aws:iam::123456789012:role/apply",
  };
  const names = (env: Record<string, string>): unknown =>
    environmentVariables(env).map(({ key, value }) => [key, value]);

  it("is the region, and with two roles what gives each run its own credentials", () => {
    expect(names({ AWS_REGION: "eu-west-1" })).toEqual([["AWS_REGION", "eu-west-1"]]);
    expect(names({ AWS_REGION: "eu-west-1", ...ROLES, AWS_SECRET_ACCESS_KEY: "canary" })).toEqual([
      ["AWS_REGION", "eu-west-1"],
      ["TFC_AWS_PROVIDER_AUTH", "true"],
      ["TFC_AWS_PLAN_ROLE_ARN", ROLES.TFC_AWS_PLAN_ROLE_ARN],
      ["TFC_AWS_APPLY_ROLE_ARN", ROLES.TFC_AWS_APPLY_ROLE_ARN],
    ]);
    expect(
      environmentVariables({ AWS_REGION: "eu-west-1", ...ROLES }).every(({ category }) => category === "env"),
    ).toBe(true);
  });

  it.each([
    [{ AWS_REGION: "eu-west-1" }, []],
    [{ AWS_REGION: "eu-west-1", ...ROLES }, []],
    [{ AWS_REGION: "" }, ["AWS_REGION is not set."]],
    [{ ...ROLES, TFC_AWS_PLAN_ROLE_ARN: "" }, ["AWS_REGION is not set.", "TFC_AWS_APPLY_ROLE_ARN is set alone."]],
    [{ AWS_REGION: "eu-west-1", ...ROLES, TFC_AWS_PLAN_ROLE_ARN: "plan\n" }, ['TFC_AWS_PLAN_ROLE_ARN is "plan\\n".']],
  ])("of %j has these problems: %j", (env, problems) => {
    expect(environmentProblems(env).map((problem) => problem.replace(/(?<=\.) .*/, ""))).toEqual(problems);
  });
});
