import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusedArguments } from "../support/argument-limits";
import { Emulator } from "../support/emulator";
import { HOSTILE_SHAPES, hostileCases, STANDARD } from "../support/hostile-shapes";
import { hostileValues } from "../support/hostile-values";
import { Deployment, prepareAccount } from "../support/many-applies";
import { Json, StackJson } from "../support/stack-json";
import { MLFLOW_JSON } from "../support/synthesis";
import { unusualSets } from "../support/unusual-sets";
import { ATTACKS } from "../support/variable-attacks";
import { Reading, VariableJudge, Verdict } from "../support/variable-judge";
import { messagePattern, typeOf } from "../support/variable-module";
import { validations } from "../support/variable-rules";

jest.setTimeout(5 * 60_000);

/** The same values in every run, so that a change is judged by what it changes; `HOSTILE_SEED=<number>` takes others. */
const SEED = Number(process.env.HOSTILE_SEED ?? 1);

const cases = hostileCases().map(({ name, shape, repeats }) => ({
  name,
  shape,
  share: repeats ? 0.6 : 1,
  // Where a shape has no use for a variable, only its default is right.
  fewest: repeats ? 1 : 3,
  title: `${name} of the ${shape.name} stack, seed ${SEED}`,
}));

/** What the default stack accepts, by variable. */
const accepted = new Map<string, readonly Reading[]>();

describe("every hostile value is refused by the name of its variable, or is one that AWS takes", () => {
  const folder = mkdtempSync(join(tmpdir(), "hostile-values-"));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("every variable has a generator", () => {
    const declared = HOSTILE_SHAPES.flatMap(({ stack }) => Object.keys(stack.section("variable")));
    expect(Object.keys(ATTACKS).sort()).toEqual([...new Set(declared)].sort());
  });

  test.each(cases)("$title", ({ name, share, fewest, shape: { name: shapeName, stack, good } }) => {
    const attack = ATTACKS[name];
    if (attack === undefined) throw new Error(`no generator for ${name}`);
    const values = hostileValues(typeOf(stack, name), attack, SEED, share);
    const sets = values.map((value) => ({ ...attack.beside?.(value), [name]: value }));
    const judge = new VariableJudge(join(folder, shapeName), stack, good);
    const verdicts = judge.judge(name, sets);
    const refused = verdicts.filter(({ errors }) => errors.length > 0);
    expect(refused.flatMap((verdict) => notOurs(stack, name, verdict)).slice(0, 5)).toEqual([]);

    const readings = judge.read(
      name,
      verdicts.filter(({ errors }) => errors.length === 0).map(({ given }) => given),
    );
    if (shapeName === STANDARD.name) accepted.set(name, readings);
    process.stderr.write(`${shapeName} ${name}: ${refused.length} refused, ${readings.length} accepted\n`);
    const gaps = readings.flatMap((reading) =>
      refusedArguments(reading).map((argument) => `${shorten(reading.given)} makes ${argument}`),
    );
    expect(gaps.slice(0, 5)).toEqual([]);
    expect(refused.length).toBeGreaterThan(5);
    expect(readings.length).toBeGreaterThanOrEqual(fewest);
    expect(values.length).toBeGreaterThan(typeOf(stack, name) === "bool" ? 15 : 90 * share);
  });
});

describe("the most unusual accepted values", () => {
  const folder = mkdtempSync(join(tmpdir(), "unusual-values-"));
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await Emulator.start();
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  test(`plan and apply, three sets of all variables at once, behind the gate, seed ${SEED}`, async () => {
    const chosen = unusualSets(STANDARD.stack, accepted);
    expect(chosen.map((set) => Object.keys(set).length)).toEqual(chosen.map(() => accepted.size));
    const sets = prepareAccount(emulator, chosen);
    const json = join(process.env.TEST_CDKTF_OUT ?? "", MLFLOW_JSON);
    const ended = await Promise.all(
      sets.map(async (set, index) => {
        const deployment = new Deployment(emulator, join(folder, String(index)), `${index}/terraform.tfstate`);
        await deployment.prepare(json, set);
        const plan = await deployment.terraform("plan", "-out=plan");
        const apply = await deployment.terraform("apply", "plan");
        const second = await deployment.terraform("plan", "-detailed-exitcode");
        return [plan, apply, second].map(({ status, output }) => (status === 0 ? 0 : `${shorten(set)}\n${output}`));
      }),
    );
    expect(ended).toEqual(sets.map(() => [0, 0, 0]));
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d+ resources, 0 errors\n$/);
  });
});

/** Errors that are neither one of our messages about the variable nor Terraform's own about its type. */
function notOurs(stack: StackJson, name: string, { given, errors }: Verdict): readonly string[] {
  const messages = Object.entries(stack.section("variable")).flatMap(([variable, block]) =>
    validations(block).map(({ message }) => ({ variable, message, pattern: messagePattern(message) })),
  );
  return errors.flatMap((error) => {
    const type = /^The given value is not suitable for module\.\w+\.var\.(\w+) (declared|defined) at \S+: [^\n]+\.$/;
    if (type.exec(error)?.[1] === name) return [];
    const ours = messages.find(({ pattern }) => pattern.test(error));
    if (ours !== undefined && Object.keys(given).some((each) => ours.message.includes(each))) return [];
    return [`${shorten(given)}: ${error}`];
  });
}

function shorten(value: Json): string {
  const json = JSON.stringify(value);
  return json.length > 300 ? `${json.slice(0, 200)}... (${json.length})` : json;
}
