import fc from "fast-check";
import { ODD_TEXTS, TEXT_MUTATIONS } from "./hostile-text";
import { isList, isObject, Json, JsonObject, parse } from "./stack-json";

/** How the generators know a variable. */
export interface Attack {
  /** Right values: taken as they are, and as the start of nearly right ones. */
  readonly valid: fc.Arbitrary<Json>;
  /** The other variables' values with which only this one may be wrong. */
  readonly beside?: (value: Json) => JsonObject;
  /** A right element, or a right key and value, of any number: for lists and maps of every length. */
  readonly nth?: (index: number) => string;
}

type Mutation = (value: Json) => Json;

const SIZES = [0, 1, 2, 19, 20, 21, 39, 40, 41, 48, 49, 50, 51, 60, 61, 99, 100, 101, 500, 2000];

const NUMBERS: readonly Mutation[] = [
  ...[1, -1, 0.5, 1e-9, 100, -100, 1e9].map((step) => changed((value) => value + step)),
  ...[-1, 0, 2, 1000, 1e300].map((factor) => changed((value) => value * factor)),
  ...["", " ", "+", "-", "0", "0x", "_"].map((prefix) => asText((value) => `${prefix}${value}`)),
  ...[".0", ".5", "e0", "e3", " ", "\n", "_000", ",5", "px", "%"].map((suffix) =>
    asText((value) => `${value}${suffix}`),
  ),
];

function changed(change: (value: number) => number): Mutation {
  return (value) => (typeof value === "number" ? change(value) : value);
}

function asText(change: (value: number) => string): Mutation {
  return (value) => (typeof value === "number" ? change(value) : value);
}

/** Wrong types, empty values and nothing, for every variable. */
const WRAPPED: readonly Mutation[] = [
  (): Json => null,
  (): Json => "",
  (): Json => [],
  (): Json => ({}),
  (): Json => 0,
  (): Json => -1,
  (): Json => 1e300,
  (): Json => 1e-300,
  (): Json => true,
  (): Json => [null],
  (): Json => ({ key: null }),
  (value): Json => [value],
  (value): Json => [value, value],
  (value): Json => ({ value }),
  (value): Json => JSON.stringify(value),
];

function mutations(type: string, { nth = String }: Attack): readonly Mutation[] {
  switch (type) {
    case "string":
      return TEXT_MUTATIONS.map(
        (mutate): Mutation =>
          (value): Json =>
            typeof value === "string" ? mutate(value) : value,
      );
    case "number":
      return NUMBERS;
    case "bool":
      return ["true", "false", "1", "0", "True", "FALSE", "yes", " true", 1].map(
        (value): Mutation =>
          (): Json =>
            value,
      );
    case "list(string)":
      return [
        ...TEXT_MUTATIONS.map(
          (mutate): Mutation =>
            (value): Json =>
              inList(value, nth, mutate),
        ),
        ...SIZES.map(
          (size): Mutation =>
            (): Json =>
              [...Array(size).keys()].map(nth),
        ),
        (value): Json => (isList(value) ? [...value, ...value] : value),
        (value): Json => (isList(value) ? [...value, null] : value),
        (value): Json =>
          isList(value) ? value.map((element) => (typeof element === "string" ? element : "")).join(",") : value,
        (value): Json => (isList(value) ? Object.fromEntries(value.map((element, index) => [index, element])) : value),
      ];
    case "map(string)":
      return [
        ...TEXT_MUTATIONS.flatMap((mutate): Mutation[] => [
          (value): Json => (isObject(value) ? { ...value, [mutate(nth(0))]: nth(1) } : value),
          (value): Json => (isObject(value) ? { ...value, [nth(0)]: mutate(nth(1)) } : value),
        ]),
        ...SIZES.map(
          (size): Mutation =>
            (): Json =>
              Object.fromEntries([...Array(size).keys()].map((i) => [nth(i), nth(i)])),
        ),
        (value): Json => (isObject(value) ? { ...value, [nth(0)]: null } : value),
        (): Json => ({ [nth(0)]: nth(0), [nth(0).toUpperCase()]: nth(1) }),
        (value): Json => (isObject(value) ? Object.entries(value).map((pair) => [...pair]) : value),
      ];
    default:
      throw new Error(`no generator for values of type ${JSON.stringify(type)}`);
  }
}

/** The first element, or one of its own where there is none, is changed. */
function inList(value: Json, nth: (index: number) => string, mutate: (text: string) => string): Json {
  if (!isList(value)) return value;
  const [first = nth(0), ...others] = value;
  return typeof first === "string" ? [...others, mutate(first)] : value;
}

/** Any text, without halves of surrogate pairs, which no file in UTF-8 can hold. */
const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom(...ODD_TEXTS));
const anything = fc.jsonValue({ maxDepth: 2 }).map((value) => parse(JSON.stringify(value)));

function arbitrary(type: string): fc.Arbitrary<Json> {
  switch (type) {
    case "string":
      return anyText;
    case "number":
      return fc.oneof(fc.integer({ min: -10, max: 70_000 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case "list(string)":
      return fc.array(anyText, { maxLength: 5 });
    case "map(string)":
      return fc.dictionary(anyText, anyText, { maxKeys: 5, noNullPrototype: true });
    default:
      return fc.boolean();
  }
}

const MUTATED = 130;
const IN_ALL = 200;

/**
 * Mutations of right values, right values and generated ones, each once. The same seed gives the same values.
 *
 * @param share how much of the usual number, for a variable that was judged before
 */
export function hostileValues(type: string, attack: Attack, seed: number, share = 1): readonly Json[] {
  const all = [...mutations(type, attack), ...WRAPPED];
  const mutated = fc
    .tuple(attack.valid, fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 2 }))
    .map(([value, chain]) => chain.reduce((current, mutate) => mutate(current), value));
  const generated = fc.oneof(
    { weight: 3, arbitrary: attack.valid },
    { weight: 4, arbitrary: mutated },
    { weight: 2, arbitrary: arbitrary(type) },
    { weight: 1, arbitrary: anything },
  );
  const [chosen = []] = fc.sample(fc.shuffledSubarray([...all], { minLength: Math.min(all.length, MUTATED) }), {
    seed,
    numRuns: 1,
  });
  const applied = [...WRAPPED, ...chosen.slice(0, MUTATED * share)];
  const right = fc.sample(attack.valid, { seed, numRuns: applied.length });
  const values = [
    ...applied.map((mutate, index) => mutate(right[index] ?? null)),
    ...fc.sample(generated, { seed, numRuns: Math.max(1, IN_ALL * share - applied.length) }),
  ];
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
