import { LIMITS, LONGEST_PREFIX, nameProblems, namesOf } from "../support/names";
import { list, object, StackJson, text } from "../support/stack-json";

const stack = StackJson.default();
const names = namesOf(stack);

describe("names that grow with unique_name", () => {
  it("grow up to 24 characters", () => {
    const rules = list(object(stack.section("variable").unique_name).validation).map((rule) =>
      text(object(rule).condition),
    );
    expect(rules.join()).toContain("length(var.unique_name) <= 24");
    expect(LONGEST_PREFIX).toHaveLength(24);
    expect(LONGEST_PREFIX).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it.each(names)("fit AWS's limits: $attribute of $address", (name) => {
    expect(nameProblems(name)).toEqual([]);
  });

  it("are checked, all of them: each line of the table is about a name of the stack", () => {
    expect([...new Set(names.map(({ attribute }) => attribute))].sort()).toEqual(Object.keys(LIMITS).sort());
  });
});
