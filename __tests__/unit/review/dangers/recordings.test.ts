import { DANGER_RULES } from "../../../../src/review/dangers";
import { dangersOf, recordedPlans } from "../../../support/planted-plans";
import { ACCOUNT } from "./account";
import { CONTAINERS } from "./containers";
import { LOGIN } from "./login";
import { NETWORK } from "./network";
import { STORAGE } from "./storage";

/** Edits that nobody has to be warned of. */
const HARMLESS = [
  "after-first-apply-scaling",
  "after-first-apply",
  "aurora-patch",
  "boundary-set",
  "cpu-raised",
  "database-capacity",
  "domain-removed",
  "first",
  "log-group-moved",
  "mlflow-patch",
  "no-change",
  "office-added",
  "password-rotated",
  "proxy-patch",
  "redirect-added",
  "retention-raised",
  "scaling",
  "tags",
];

const PLANTED = { ...STORAGE, ...NETWORK, ...LOGIN, ...CONTAINERS, ...ACCOUNT };

describe("the dangers of a real plan", () => {
  it.each(Object.entries(PLANTED))("of %s are exactly those that were planted", (name, found) => {
    expect(dangersOf(name)).toEqual(found);
  });

  it.each(HARMLESS)("of %s are none", (name) => {
    expect(dangersOf(name)).toEqual({});
  });

  it("are known of every recording", () => {
    expect([...Object.keys(PLANTED), ...HARMLESS].sort()).toEqual(recordedPlans().sort());
  });

  it("cover every rule; only those about lock files need more than a plan", () => {
    const found = new Set(Object.values(PLANTED).flatMap((recording) => Object.keys(recording)));
    const missing = DANGER_RULES.filter(({ id, verdict }) => !found.has(`${verdict} ${id}`)).map(({ id }) => id);
    expect(missing).toEqual(["provider-from-elsewhere", "provider-hashes-changed", "provider-changed"]);
  });
});

describe("the rules", () => {
  it("have ids of their own, in kebab case", () => {
    const ids = DANGER_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  it("come with what must not go through first", () => {
    const verdicts = DANGER_RULES.map(({ verdict }) => verdict);
    expect(verdicts).toEqual([...verdicts].sort().reverse());
  });
});
