import { applyAllowances, readAllowances } from "../../../src/review/allow";
import { DANGER_RULES, findDangers } from "../../../src/review/dangers";
import { readPlan } from "../../../src/review/plan";
import { recordedPlan } from "../../support/recorded-plan";

describe("the values of --allow", () => {
  it("are a danger's id and a reason, which may hold further equals signs", () => {
    expect(readAllowances(["database-lost=moved to a=b, see the runbook", "logs-lost= exported to S3 first "])).toEqual(
      {
        allowances: [
          { id: "database-lost", reason: "moved to a=b, see the runbook" },
          { id: "logs-lost", reason: "exported to S3 first" },
        ],
        problems: [],
      },
    );
  });

  it("are refused with everything that is wrong with them", () => {
    const { problems } = readAllowances([
      "database=we mean it, really",
      "logs-lost",
      "tls-weakened=ok",
      "logs-lost=  ",
    ]);
    expect(problems).toEqual([
      `--allow database: there is no such danger. There are: ${DANGER_RULES.map(({ id }) => id).join(", ")}.`,
      "--allow logs-lost: given more than once. One reason covers all that the danger finds.",
      ...["logs-lost", "tls-weakened", "logs-lost"].map(
        (id) =>
          `--allow ${id}: the reason is missing or short. Write --allow ${id}="why it is meant", at least 10 characters.`,
      ),
    ]);
  });
});

describe("an allowance", () => {
  const dangers = findDangers({ plan: readPlan(recordedPlan("database-replaced")) });
  const ids = (list: readonly { readonly rule: { readonly id: string } }[]): string[] =>
    list.map(({ rule }) => rule.id);

  it("covers its danger with the reason, and no other", () => {
    const reason = "the data was copied on Monday";
    const { standing, allowed, unneeded } = applyAllowances(dangers, [{ id: "database-lost", reason }]);
    expect(allowed).toEqual([{ danger: dangers.find(({ rule }) => rule.id === "database-lost"), reason }]);
    expect(ids(standing)).toEqual(ids(dangers).filter((id) => id !== "database-lost"));
    expect(standing).toHaveLength(dangers.length - 1);
    expect(unneeded).toEqual([]);
  });

  it("that nothing needs is reported", () => {
    const spare = { id: "logs-lost", reason: "they were exported" };
    expect(applyAllowances(dangers, [spare])).toEqual({ standing: dangers, allowed: [], unneeded: [spare] });
  });
});
