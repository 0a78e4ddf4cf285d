import { CheckovFolder, Finding } from "./checkov";
import { OWN_CHECKS } from "./own-checks";
import { PLANTED } from "./planted-mistakes";
import { Planted, withMistake } from "./planting";
import { shape, ShapeName } from "./scanned-stacks";
import { suppressionsOf } from "./suppressions";
import { StackJson } from "../support/stack-json";

const sound = new Map<ShapeName, StackJson>(
  [...new Set(PLANTED.map(({ stack }) => stack ?? "economy"))].map((name) => [name, shape(name)]),
);
const original = ({ stack = "economy" }: Planted): StackJson => sound.get(stack) ?? shape(stack);
const cases = PLANTED.map((mistake, index): readonly [string, string, Planted] => [
  mistake.what,
  `mistake-${index}`,
  mistake,
]);
const planted = new Map(cases.map(([, name, mistake]) => [name, withMistake(original(mistake), mistake)]));

describe("a mistake in the JSON", () => {
  let findings: readonly Finding[] = [];
  beforeAll(() => {
    findings = new CheckovFolder(planted).scan();
  }, 120_000);

  it.each(cases)("is found: %s", (_what, name, mistake) => {
    const found = [...byCheckov(name, mistake), ...byOurs(name)].sort();
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual([...mistake.foundBy].sort());
  });

  it("is found by each of our own checks, for some mistake", () => {
    const used = new Set(PLANTED.flatMap(({ foundBy }) => foundBy));
    expect(OWN_CHECKS.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
  });

  /** What the original is allowed to fail is nothing new. */
  function byCheckov(name: string, mistake: Planted): string[] {
    const known = suppressionsOf(original(mistake));
    const fresh = findings
      .filter(({ stack, passed }) => stack === name && !passed)
      .filter(({ address, check }) => !known.some((other) => other.address === address && other.check === check));
    return [...new Set(fresh.map(({ check }) => check))];
  }

  function byOurs(name: string): string[] {
    const stack = planted.get(name);
    if (stack === undefined) throw new Error(`no stack ${name}`);
    return OWN_CHECKS.filter(({ problems }) => problems(stack).length > 0).map(({ id }) => id);
  }
});
