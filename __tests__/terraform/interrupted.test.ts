import { randomInt } from "node:crypto";
import { COMMAND, Interruption, interruptions, Outcome, runInterruption } from "../support/interruption";
import { inParallel } from "../support/parallel";

jest.setTimeout(60 * 60_000);

const FULL = process.env.FULL === "1";
/** The gate must not be red by chance: its points are always the same ones. */
const SEED = Number(process.env.INTERRUPT_SEED ?? (FULL ? randomInt(1_000_000) : 7));
const CASES = interruptions(SEED, FULL ? { polite: 5, hard: 3 } : { polite: 1, hard: 1 });
/** Most of the time an apply waits for the account. */
const BESIDE_EACH_OTHER = 4;

/**
 * First applies that are stopped at points chosen by a seed, each in an account of its own; then doctor is asked, its lines
 * are run as they are, and the apply is repeated. INTERRUPT_SEED chooses others, FULL=1 more of them, by chance.
 */
describe(`an apply that is interrupted (INTERRUPT_SEED=${SEED})`, () => {
  const outcomes = new Map<Interruption, Outcome | Error>();

  beforeAll(async () => {
    process.stderr.write(`interrupted applies: INTERRUPT_SEED=${SEED}\n`);
    await inParallel(BESIDE_EACH_OTHER, CASES, async (interruption) => {
      const outcome = await runInterruption(interruption).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
      outcomes.set(interruption, outcome);
      process.stderr.write(`${describeOutcome(interruption, outcome)}\n`);
    });
  });

  describe.each(CASES)("$stack, $stop, after $calls calls", (interruption) => {
    const outcome = (): Outcome => {
      const found = outcomes.get(interruption);
      if (found instanceof Error || found === undefined) throw found ?? new Error("it was not run");
      return found;
    };

    test("was stopped before its end, and ended by itself when asked politely", () => {
      expect(outcome().interrupted).toBe(true);
      expect(outcome().applyOutput).not.toContain("Apply complete!");
      expect(outcome().applyOutput).not.toContain("NOT ENDED BY ITSELF");
    });

    test("leaves orphans that doctor finds, all of them and nothing else", () => {
      expect(outcome().found).toEqual(outcome().orphans);
    });

    test("converges: the next apply makes what an uninterrupted one makes", () => {
      expect(outcome().known).toEqual(outcome().planned);
      expect(outcome().planIsEmpty).toBe(true);
    });

    test("leaves nothing twice in the account", () => {
      expect(outcome().there).toEqual(outcome().expected);
    });

    if (interruption.stop === "hard") {
      test("leaves a lock behind, of which doctor tells", () => {
        expect(outcome().doctor).toMatch(
          interruption.stack === "mlflow"
            ? /^problem +lock: the state is locked by apply of /m
            : /^warning +lock: \.terraform\.bootstrap\.tfstate\.lock\.info tells of apply of /m,
        );
      });
    }
  });
});

/** What a run looked like: a stop that leaves nothing proves little. */
function describeOutcome({ stack, stop, calls }: Interruption, outcome: Outcome | Error): string {
  const what = `${stack}, ${stop}, after ${calls} calls`;
  if (outcome instanceof Error) return `${what}: failed`;
  const orphans = Object.values(outcome.orphans).reduce((sum, count) => sum + count, 0);
  const commands = outcome.doctor.match(COMMAND) ?? [];
  return `${what}: ${orphans} orphans${commands.map((command) => `; ${command}`).join("")}`;
}
