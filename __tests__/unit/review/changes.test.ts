import { differences, settingChange } from "../../../src/review/differences";
import { renderMarkdown } from "../../../src/review/markdown/render";
import { ReviewDocument } from "../../../src/review/review-document";
import { recordedPlan } from "../../support/recorded-plan";
import { reviewOf, withChanges } from "../../support/reviewed-plans";
import { JsonObject, object } from "../../support/stack-json";

/** The recording with the one resource of a type changed. */
function edited(name: string, type: string, edit: (resource: JsonObject) => JsonObject): JsonObject {
  return withChanges(recordedPlan(name), (resource) => (resource.type === type ? edit(resource) : resource));
}

function withActions(name: string, type: string, ...actions: readonly string[]): ReviewDocument {
  return reviewOf(edited(name, type, (resource) => ({ ...resource, change: { ...object(resource.change), actions } })));
}

/** The recording with one value of a resource exchanged before and after. */
function turnedAround(name: string): ReviewDocument {
  return reviewOf(
    withChanges(recordedPlan(name), (resource) => {
      const change = object(resource.change);
      return { ...resource, change: { ...change, before: change.after ?? null, after: change.before ?? null } };
    }),
  );
}

describe("the differences of two values", () => {
  it("name the leaves, without the zeros of nested blocks", () => {
    expect(differences({ block: [{ a: 1, b: 2 }] }, { block: [{ a: 1, b: 3 }, { a: 4 }] })).toEqual([
      { path: "block.b", before: 2, after: 3 },
      { path: "block[1].a", before: null, after: 4 },
    ]);
  });

  it("of lists are what goes and what comes; of an order, all of it", () => {
    expect(differences(["a", "b"], ["b", "c"], "x")).toEqual([{ path: "x", before: ["a"], after: ["c"] }]);
    expect(differences(["a", "b"], ["b", "a"], "x")).toEqual([{ path: "x", before: ["a", "b"], after: ["b", "a"] }]);
  });

  it("of documents in JSON are those of the documents", () => {
    expect(differences('{"a":1,"b":[2]}', '{"b":[2],"a":3}', "x")).toEqual([{ path: "x.a", before: 1, after: 3 }]);
  });

  it("do not tell nothing from an empty text, list or block", () => {
    expect(differences({ a: null, b: "", c: [], d: [{}] }, { a: "", b: [], c: null, d: null })).toEqual([]);
  });

  it("of long texts are shown, wherever they are", () => {
    const start = "x".repeat(1000);
    const { before, after } = settingChange("text", `${start}old`, `${start}new`);
    expect(before).toMatch(/^…x+old$/);
    expect(after).toMatch(/^…x+new$/);
    expect(before?.length).toBeLessThan(210);
  });
});

describe("what happens beside plain changes", () => {
  const type = "aws_rds_cluster";

  it.each([
    ["import", { change: { importing: { id: "x" } } }, ", imported ("],
    ["move", { previous_address: "aws_rds_cluster.old" }, ", until now `aws_rds_cluster.old` ("],
  ])("%s: is counted and told", (kind, attributes, told) => {
    const plan = edited("larger-database", type, (resource) => ({
      ...resource,
      ...attributes,
      change: { ...object(resource.change), ...("change" in attributes ? attributes.change : {}) },
    }));
    const review = reviewOf(plan);
    expect(review.counts).toMatchObject({ update: 1, [kind]: 1 });
    expect(renderMarkdown(review)).toContain(`- database: changes${told}`);
  });

  it("a forgotten resource stays in the account", () => {
    const review = withActions("larger-database", type, "forget");
    expect(review.counts).toMatchObject({ update: 0, forget: 1 });
    expect(renderMarkdown(review)).toContain("- database: **is forgotten** (leaves the state, stays in the account)");
  });

  it("what an earlier replacement left is not the resource itself", () => {
    const plan = edited("larger-database", type, (resource) => ({
      ...resource,
      deposed: "0123abcd",
      change: { ...object(resource.change), actions: ["delete"], after: null },
    }));
    const review = reviewOf(plan);
    expect(review.counts.delete).toBe(0);
    expect(review.felt.join()).not.toContain("The database goes");
    expect(renderMarkdown(review)).toContain("database, left by an earlier replacement,");
  });
});

describe("a tag", () => {
  it("of a resource without the provider's default tags is told, too", () => {
    const plan = edited("larger-database", "aws_rds_cluster", (resource) => {
      const after = { ...object(object(resource.change).before), tags_all: null };
      const change = { ...object(resource.change), before: after, after: { ...after, tags: { owner: "me" } } };
      return { ...resource, change };
    });
    expect(reviewOf(plan).common).toEqual([
      { what: "tag owner", after: "me", addresses: ["aws_rds_cluster.database"] },
    ]);
  });
});

describe("what will be felt", () => {
  it.each([
    ["aws_rds_cluster", "larger-database", ["delete"], "The database goes"],
    ["aws_rds_cluster", "larger-database", ["delete", "create"], "The database goes"],
    ["aws_ecs_service", "larger-tasks", ["delete", "create"], "MLflow is down until its tasks run again"],
    ["aws_vpc_security_group_ingress_rule", "another-office", ["delete"], "no longer let in"],
  ])("%s (%s, %j): %s", (type, name, actions, felt) => {
    expect(withActions(name, type, ...actions).felt.join()).toContain(felt);
  });
});

describe("the direction of the cost", () => {
  it.each([
    ["larger-tasks", ["CPU of each task", "memory of each task"]],
    ["larger-database", ["database under load"]],
    ["logs-kept-longer", ["logs"]],
  ])("of %s is up, and down the other way", (name, what) => {
    const directed = (direction: string): unknown => what.map((each) => ({ direction, what: each }));
    expect(reviewOf(recordedPlan(name)).cost).toEqual(directed("up"));
    expect(turnedAround(name).cost).toEqual(directed("down"));
  });

  it("is up when logs are kept for ever", () => {
    const plan = withChanges(recordedPlan("logs-kept-longer"), (resource) => {
      const change = object(resource.change);
      return { ...resource, change: { ...change, after: { ...object(change.after), retention_in_days: 0 } } };
    });
    expect(reviewOf(plan).cost).toEqual([{ direction: "up", what: "logs" }]);
  });
});
