import { Stop } from "./interrupted-apply";
import { Counts, InterruptedStack, StackId } from "./interrupted-stack";
import { randomNumbers } from "./random";

/** One apply that is stopped. */
export interface Interruption {
  readonly stack: StackId;
  readonly stop: Stop;
  /** After so many calls of AWS. */
  readonly calls: number;
}

/** What became of it. */
export interface Outcome {
  readonly interrupted: boolean;
  readonly applyOutput: string;
  /** Everything that doctor printed. */
  readonly doctor: string;
  /** In the account and not in the state, by type: what there is, and what doctor printed import blocks for. */
  readonly orphans: Counts;
  readonly found: Counts;
  /** Addresses of the full stack, and those in the end. */
  readonly planned: readonly string[];
  readonly known: readonly string[];
  /** What the account should hold in the end, and what it does. */
  readonly expected: Counts;
  readonly there: Counts;
  readonly planIsEmpty: boolean;
}

/** An uninterrupted apply makes some more than these calls; nearly everything is made in their first half. */
const CALLS: Readonly<Record<StackId, readonly [number, number]>> = { bootstrap: [10, 70], mlflow: [40, 270] };

/** Points of interruption, the same for the same seed. */
export function interruptions(seed: number, times: Readonly<Record<Stop, number>>): readonly Interruption[] {
  const stacks: readonly StackId[] = ["mlflow", "bootstrap"];
  const stops: readonly Stop[] = ["hard", "polite"];
  return stacks.flatMap((stack) =>
    stops.flatMap((stop) => {
      const random = randomNumbers(seed, `${stack} ${stop}`);
      const [least, most] = CALLS[stack];
      return Array.from({ length: times[stop] }, () => {
        return { stack, stop, calls: Math.floor(least + random() * (most - least)) };
      });
    }),
  );
}

/** Interrupts a first apply, does what doctor says, and applies again. */
export async function runInterruption({ stack: id, stop, calls }: Interruption): Promise<Outcome> {
  const stack = await InterruptedStack.prepare(id);
  try {
    const planned = await stack.planned();
    const empty = await stack.census();
    const { interrupted, output: applyOutput } = await stack.interrupt(stop, calls);

    const madeByThen = minus(await stack.census(), empty);
    const orphans = minus(madeByThen, countTypes(await stack.known(), madeByThen));
    const doctor = await followDoctor(stack);
    const found = countTypes([...doctor.matchAll(/^ {2}to = (.*)$/gm)].map(([, address = ""]) => address));
    await stack.apply();
    stack.forgetImports();

    const expected = countTypes(planned, madeByThen);
    const outcome = { interrupted, applyOutput, doctor, orphans: withoutZeros(orphans), found, planned };
    const known = await stack.known();
    const there = minus(await stack.census(), empty);
    return { ...outcome, known, expected, there, planIsEmpty: await stack.hasEmptyPlan() };
  } finally {
    await stack.end();
  }
}

/** The lines that doctor prints to be run before the next apply. */
export const COMMAND =
  /^(?:terraform -chdir=\S+ (?:force-unlock|untaint) .*|aws dynamodb put-item .*|aws ec2 revoke-security-group-egress .*)$/gm;

/** Runs each line that doctor prints, and doctor again after it, until it has nothing more to do before the apply. */
async function followDoctor(stack: InterruptedStack): Promise<string> {
  let all = "";
  for (let round = 0; round < 4; round += 1) {
    const said = await stack.doctor();
    all += said;
    const commands = [...said.matchAll(COMMAND)].map(([command]) => command);
    for (const command of commands) {
      await stack.shell(command.includes("force-unlock") ? `echo yes | ${command}` : command);
    }
    // After an import block the next apply is due; after the others there may be more to find.
    if (!commands.some((command) => /^terraform .* untaint |^aws dynamodb /.test(command))) return all;
  }
  throw new Error(`doctor finds no end:\n${all}`);
}

/** How many addresses there are of each type; of the types in `of`, if given. */
function countTypes(addresses: readonly string[], of?: Counts): Counts {
  const counts: Record<string, number> = of === undefined ? {} : mapCounts(of, () => 0);
  for (const [type = ""] of addresses.map((address) => address.split("."))) {
    if (of === undefined || type in of) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

function minus(counts: Counts, others: Counts): Counts {
  return mapCounts(counts, (type, count) => count - (others[type] ?? 0));
}

/** `open_egress` is no type of Terraform: such rules are nobody's. */
function withoutZeros(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([type, count]) => count !== 0 && type !== "open_egress"));
}

function mapCounts(counts: Counts, map: (type: string, count: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([type, count]) => [type, map(type, count)]));
}
