import { OWN_CHECKS } from "./own-checks";
import { scannedStacks } from "./scanned-stacks";

const stacks = [...scannedStacks()];

describe.each(OWN_CHECKS)("$id", ({ title, problems }) => {
  it(`holds in every stack: ${title}`, () => {
    expect(stacks.flatMap(([name, stack]) => problems(stack).map((problem) => `${name}: ${problem}`))).toEqual([]);
  });
});
