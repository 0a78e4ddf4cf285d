import { existsSync } from "node:fs";
import { join } from "node:path";
import { OWN_CHECKS } from "../policy/own-checks";
import { PLANTED } from "../policy/planted-mistakes";
import { scannedStacks } from "../policy/scanned-stacks";
import { suppressionsOf } from "../policy/suppressions";
import { PROJECT, readText } from "../support/synthesis";
import { tableUnder, uncode } from "./markdown";

const page = readText(PROJECT, "docs/policy.md");

describe("the page of policies", () => {
  it("has a row for each exception, with all its resources and its reason, and no other", () => {
    const rows = new Map<string, Set<string>>();
    for (const { address, check, reason } of [...scannedStacks().values()].flatMap(suppressionsOf)) {
      const row = `\`${check}\` | ${reason}`;
      rows.set(row, (rows.get(row) ?? new Set()).add(`\`${address}\``));
    }
    const expected = [...rows].map(([row, resources]) =>
      row.replace(" | ", ` | ${[...resources].sort().join(", ")} | `),
    );
    const documented = tableUnder(page, "Exceptions").map((cells) => cells.join(" | "));
    expect(documented).toEqual(expected.sort());
  });

  it("has a row for each check of ours", () => {
    const documented = tableUnder(page, "Checks of our own").map(([id, title, because]) => [
      uncode(id),
      title,
      because,
    ]);
    expect(documented).toEqual(OWN_CHECKS.map(({ id, title, because }) => [id, title, because]));
  });

  it("names only tests that are there", () => {
    const files = [...page.matchAll(/`(__tests__\/[^`]+\.ts)`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
  });

  it("counts the planted mistakes", () => {
    expect(page).toContain(` ${PLANTED.length} mistakes`);
  });
});
