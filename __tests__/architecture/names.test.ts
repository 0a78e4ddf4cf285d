import { synthesizeBootstrapShapes } from "../support/bootstrap-shapes";
import { LIMITS, LONGEST_PREFIX, nameProblems, namesOf } from "../support/names";
import { list, object, StackJson, text } from "../support/stack-json";

const stack = StackJson.default();
const bootstrap = StackJson.bootstrap();
const ofCi = synthesizeBootstrapShapes().flatMap(({ json }) =>
  namesOf(json).filter(({ attribute }) => attribute.includes("iam")),
);
const names = [...namesOf(stack), ...namesOf(bootstrap), ...ofCi];

describe("names that grow with unique_name", () => {
  it("grow up to 24 characters", () => {
    const rules = list(object(stack.section("variable").unique_name).validation).map((rule) =>
      text(object(rule).condition),
    );
    expect(rules.join()).toContain("length(var.unique_name) <= 24");
    expect(LONGEST_PREFIX).toHaveLength(24);
    expect(LONGEST_PREFIX).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it.each([
    ["state_bucket_name", "{1,61}"],
    ["state_lock_table_name", "{3,255}"],
    ["secret_prefix", "{0,400}"],
  ])("of bootstrap are variables, as long as these tests take them: %s", (name, length) => {
    const [rule] = list(object(bootstrap.section("variable")[name]).validation);
    expect(text(object(rule).condition)).toContain(length);
  });

  it.each(names)("fit AWS's limits: $attribute of $address", (name) => {
    expect(nameProblems(name)).toEqual([]);
  });

  it("are checked, all of them: each line of the table is about a name of the stack", () => {
    expect([...new Set(names.map(({ attribute }) => attribute))].sort()).toEqual(Object.keys(LIMITS).sort());
  });
});
