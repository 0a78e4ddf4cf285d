import { describeWithLogin } from "../rehearsal";
import { Attack } from "./attack";
import { Campaign, CONTROLS_PASS, madeAt, verdictAt } from "./campaign";
import { KnownCase } from "./known-tokens";

const SECONDS = 120;

/**
 * The tests of a table: at each entry every attack gets the answer that the table says, and nothing of it reaches
 * MLflow. They skip where there is no oauth2-proxy.
 */
export function describeAttacks(title: string, attacks: readonly Attack[]): void {
  describeWithLogin(title, () => {
    const campaign = campaignOf(attacks);

    it.each(named(attacks))("gets nowhere at the $entry: $name", ({ entry, attack }) => {
      const { verdict, reachedMlflow } = campaign.outcome(entry, attack);
      const expected = verdictAt(entry, attack);
      expect({ reachedMlflow, verdict }).toEqual({
        reachedMlflow: false,
        verdict: expected.split(" or ").includes(verdict) ? verdict : expected,
      });
    });

    it("leads nobody to the attacker's keys", () => {
      expect(campaign.askedForKeys).toBe(0);
    });
  });
}

/** The tests of what gets through and may: when one does not anymore, the documentation says too much. */
export function describeKnownCases(title: string, cases: readonly KnownCase[]): void {
  describeWithLogin(title, () => {
    const campaign = campaignOf(cases);
    it.each(named(cases))("gets through at the $entry: $name; $attack.because", ({ entry, attack }) => {
      expect(campaign.outcome(entry, attack)).toEqual({ verdict: attack.verdict, reachedMlflow: true });
    });
  });
}

function campaignOf(attacks: readonly Attack[]): Campaign {
  const campaign = new Campaign(attacks);
  beforeAll(() => campaign.run(), SECONDS * 1000);
  afterAll(() => campaign.close());
  it("comes while alice gets through, by token and by session", () => {
    expect(campaign.controlOutcomes).toEqual(CONTROLS_PASS);
  });
  return campaign;
}

function named<A extends Attack>(
  attacks: readonly A[],
): readonly (ReturnType<typeof madeAt<A>>[number] & { name: string })[] {
  return madeAt(attacks).map((each) => ({ ...each, name: each.attack.name }));
}
