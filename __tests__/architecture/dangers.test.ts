import { DANGER_RULES } from "../../src/review/dangers";
import { projectFiles } from "../support/project-files";
import { tableUnder, uncode } from "./markdown";

describe("the page about dangers", () => {
  const page = projectFiles()["docs/dangers.md"] ?? "";

  it("lists exactly the rules, in their order", () => {
    const rows = tableUnder(page, "All dangers").map(([id, verdict, title, why, fix]) => ({
      id: uncode(id),
      verdict,
      title,
      why,
      fix,
    }));
    expect(rows).toEqual(DANGER_RULES.map(({ id, verdict, title, why, fix }) => ({ id, verdict, title, why, fix })));
  });

  it("shows --allow with a danger that there is", () => {
    const [, id] = /--allow ([a-z-]+)="/.exec(page) ?? [];
    expect(DANGER_RULES.map((rule) => rule.id)).toContain(id);
  });
});
