import { readdirSync } from "node:fs";
import { DANGER_RULES } from "../../../../src/review/dangers";
import { DANGEROUS_EDITS } from "../../../support/edits/dangerous";
import { PLANTED_EDITS } from "../../../support/edits/planted";
import { TYPICAL_EDITS } from "../../../support/edits/typical";
import { dangersOf } from "../../../support/planted-plans";
import { PLANTED_PLANS } from "../../../support/recorded-plan";
import { ACCOUNT } from "./account";
import { CONTAINERS } from "./containers";
import { LOGIN } from "./login";
import { NETWORK } from "./network";
import { STORAGE } from "./storage";

/** Planted edits that nobody has to be warned of. */
const HARMLESS = ["aurora-patch", "boundary-set", "log-group-moved", "redirect-added"];

const PLANTED = { ...STORAGE, ...NETWORK, ...LOGIN, ...CONTAINERS, ...ACCOUNT };

describe("the dangers of a real plan", () => {
  it.each(Object.entries(PLANTED))("of %s are exactly those that were planted", (name, found) => {
    expect(dangersOf(`planted/${name}`)).toEqual(found);
  });

  it.each(HARMLESS)("of %s are none", (name) => {
    expect(dangersOf(`planted/${name}`)).toEqual({});
  });

  it("are known of every planted edit, and every edit is recorded", () => {
    const names = PLANTED_EDITS.map(({ name }) => name).sort();
    expect([...Object.keys(PLANTED), ...HARMLESS].sort()).toEqual(names);
    expect(readdirSync(PLANTED_PLANS).sort()).toEqual(names.map((name) => `${name}.json`));
  });

  it("cover every rule; only those about lock files need more than a plan", () => {
    const planted = Object.values(PLANTED).flatMap((recording) => Object.keys(recording));
    const found = new Set([
      ...planted.map((each) => each.replace(/^\w+ /, "")),
      ...DANGEROUS_EDITS.flatMap(({ dangers }) => dangers),
    ]);
    const missing = DANGER_RULES.filter(({ id }) => !found.has(id)).map(({ id }) => id);
    expect(missing).toEqual(["provider-from-elsewhere", "provider-hashes-changed"]);
  });
});

describe("the dangers of an edit", () => {
  it.each(TYPICAL_EDITS)("of an ordinary day are none: $title", ({ name }) => {
    expect(dangersOf(name)).toEqual({});
  });

  it.each(DANGEROUS_EDITS.filter(({ lockFile }) => lockFile === undefined))(
    "that is dangerous are its own: $title",
    ({ name, dangers }) => {
      expect(Object.keys(dangersOf(name)).map((each) => each.replace(/^\w+ /, ""))).toEqual(dangers);
    },
  );
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
