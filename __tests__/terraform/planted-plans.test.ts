import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { EditedStack } from "../support/edited-stack";
import { PLANTED_EDITS } from "../support/edits/planted";
import { inParallel } from "../support/parallel";
import { dangersIn, dangersOf } from "../support/planted-plans";
import { PLANTED_PLANS, recordedPlanPath, recordingOf } from "../support/recorded-plan";
import { withStableIds } from "../support/stable-ids";
import { parse } from "../support/stack-json";

jest.setTimeout(30 * 60_000);

/** A plan mostly waits for the emulated account. */
const AT_ONCE = 3;

/** `FULL=1 UPDATE_PLANTED=1` writes the recordings anew. */
const UPDATE = process.env.UPDATE_PLANTED === "1";

/** The unit tests judge the recordings; here the plans are made anew, which takes minutes: with `FULL=1` alone. */
describe("the plan of a planted edit", () => {
  const plans = new Map<string, string>();
  let stack: EditedStack;

  beforeAll(async () => {
    stack = await EditedStack.deploy();
    const alone = PLANTED_EDITS.filter(({ byHand }) => byHand !== undefined);
    const beside = PLANTED_EDITS.filter((edit) => !alone.includes(edit));
    for (const [atOnce, edits] of [
      [AT_ONCE, beside],
      [1, alone],
    ] as const)
      await inParallel(atOnce, edits, async (edit) => plans.set(edit.name, (await stack.planFromCopy(edit)).json));
    if (UPDATE) update();
  });

  afterAll(() => stack.remove());

  function update(): void {
    rmSync(PLANTED_PLANS, { recursive: true, force: true });
    mkdirSync(PLANTED_PLANS);
    for (const [name, json] of plans) writeFileSync(recordedPlanPath(`planted/${name}`), recordingOf(json));
  }

  it.each(PLANTED_EDITS)("holds the dangers of its recording: $title", ({ name }) => {
    const whole = parse(withStableIds(plans.get(name) ?? ""));
    expect(dangersIn(whole)).toEqual(dangersOf(`planted/${name}`));
  });
});
