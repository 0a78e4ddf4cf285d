import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlan } from "../../src/review/plan";
import { EXIT_CODES } from "../../src/review/review";
import { allSecretValues } from "../support/all-secrets";
import { EditedStack, EditPlan } from "../support/edited-stack";
import { DANGEROUS_EDITS } from "../support/edits/dangerous";
import { Edit } from "../support/edits/edit";
import { TYPICAL_EDITS } from "../support/edits/typical";
import { inParallel } from "../support/parallel";
import { planFileText } from "../support/plan-file";
import { recordedPlanPath, RECORDED_PLANS, recordingOf } from "../support/recorded-plan";
import { secretsIn } from "../support/secret-search";
import { RECORDED_LOCK, reviewOf, REVIEWS, STORED, storedIndex, storedReview } from "../support/stored-reviews";
import { MLFLOW_JSON, readText } from "../support/synthesis";

jest.setTimeout(20 * 60_000);

/** A plan mostly waits for the emulated account. */
const AT_ONCE = 3;

/** `UPDATE_REVIEWS=1` writes the recordings and docs/reviews anew. */
const UPDATE = process.env.UPDATE_REVIEWS === "1";

describe("the plan of an edit of a deployed stack", () => {
  const plans = new Map<string, EditPlan>();
  let stack: EditedStack;

  beforeAll(async () => {
    stack = await EditedStack.deploy();
    plans.set("first", stack.first);
    const edits: readonly Edit[] = [...TYPICAL_EDITS, ...DANGEROUS_EDITS];
    await inParallel(
      AT_ONCE,
      edits.filter(({ byHand }) => byHand === undefined),
      async (edit) => plans.set(edit.name, await stack.plan(edit)),
    );
    for (const edit of edits) {
      if (edit.byHand !== undefined) plans.set(edit.name, await stack.plan(edit));
    }
    if (UPDATE) await update();
  });

  afterAll(() => stack.remove());

  /** The plan in JSON, as it is recorded. */
  function recording(name: string): string {
    return recordingOf(plans.get(name)?.json ?? "");
  }

  async function update(): Promise<void> {
    for (const folder of [RECORDED_PLANS, REVIEWS]) mkdirSync(folder, { recursive: true });
    copyFileSync(stack.lockFile, RECORDED_LOCK);
    for (const name of plans.keys()) writeFileSync(recordedPlanPath(name), recording(name));
    for (const edit of STORED)
      writeFileSync(join(REVIEWS, `${edit.name}.md`), await storedReview(edit, recording(edit.name)));
    writeFileSync(join(REVIEWS, "README.md"), await storedIndex(recording));
  }

  it("starts from exactly the JSON that main.ts gives", () => {
    expect(stack.json).toBe(readText(process.env.TEST_CDKTF_OUT ?? "", MLFLOW_JSON));
  });

  it.each(TYPICAL_EDITS)("touches only what it must: $title", ({ name, changes }) => {
    const { resources } = readPlan(JSON.parse(plans.get(name)?.json ?? ""));
    const changed = resources.filter(({ mode, action }) => mode === "managed" && action !== "no-op");
    expect(changed.map(({ action, address }) => `${action} ${address}`).sort()).toEqual([...changes].sort());
  });

  it.each(TYPICAL_EDITS)("raises no alarm: $title", async (edit) => {
    const { verdict, dangers } = await reviewOf(edit, recording(edit.name));
    expect({ verdict, dangers }).toEqual({ verdict: "fine", dangers: [] });
  });

  it.each(DANGEROUS_EDITS)("is flagged with exactly its dangers: $title", async (edit) => {
    const { verdict, dangers } = await reviewOf(edit, recording(edit.name));
    expect(dangers.map(({ id }) => id)).toEqual(edit.dangers);
    expect(EXIT_CODES[verdict]).toBeGreaterThan(1);
  });

  it.each(STORED)("reads as in docs/reviews: $title", async (edit) => {
    const { name } = edit;
    expect(await storedReview(edit, recording(name))).toBe(readText(REVIEWS, `${name}.md`));
  });

  it("holds no secret, and neither does its review", async () => {
    const secrets = allSecretValues(stack.emulator);
    expect(Object.keys(secrets).length).toBeGreaterThan(5);
    for (const [name, { file, json, output }] of plans) {
      const reviewed = JSON.stringify(await reviewOf({ name, title: "" }, json));
      expect({ name, found: secretsIn(`${planFileText(file)}${json}${output}${reviewed}`, secrets) }).toEqual({
        name,
        found: [],
      });
    }
  });
});
