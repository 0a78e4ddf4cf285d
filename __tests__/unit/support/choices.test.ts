import { CHOICES, pairwiseShapes, Shape } from "../../support/choices";

/** `choice=value` of each choice. */
function values(shape: Shape): readonly string[] {
  return Object.entries(shape).map(([choice, value]) => `${choice}=${String(value)}`);
}

function pairs(items: readonly string[]): readonly string[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other].sort().join("\n")));
}

test("every pair of values of two choices occurs in one of the shapes that are tested", () => {
  const all = Object.entries(CHOICES).flatMap(([choice, possible]) =>
    possible.map((value) => `${choice}=${String(value)}`),
  );
  const choiceOf = (value: string): string => value.slice(0, value.indexOf("="));
  const wanted = pairs(all).filter((pair) => {
    const [one = "", other = ""] = pair.split("\n");
    return choiceOf(one) !== choiceOf(other);
  });
  const covered = new Set(pairwiseShapes().flatMap((shape) => pairs(values(shape))));
  expect(wanted.length).toBeGreaterThan(300);
  expect(wanted.filter((pair) => !covered.has(pair))).toEqual([]);
  expect(pairwiseShapes().length).toBeLessThanOrEqual(24);
});
