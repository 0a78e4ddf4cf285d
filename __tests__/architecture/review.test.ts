import { join } from "node:path";
import { PartId, partOf } from "../../src/review/parts";
import { PROJECT, readText } from "../support/synthesis";
import { folderOf, reachedFrom, sourceFiles } from "./source-files";

/** Resources, data sources and ephemeral resources of a committed list of addresses, without what only asks about the account. */
function resources(list: string): readonly { readonly type: string; readonly name: string }[] {
  return readText(join(PROJECT, "__tests__/architecture"), list)
    .split("\n")
    .map((address) => /^(?:data\.|ephemeral\.)?(aws_[a-z0-9_]+)\.(.+)$/.exec(address))
    .flatMap((found) => (found === null ? [] : [{ type: found[1] ?? "", name: found[2] ?? "" }]))
    .filter(({ type }) => !/^aws_(caller_identity|partition|region)$/.test(type));
}

describe("the parts of the architecture in a review", () => {
  it.each(["addresses.txt", "addresses-bootstrap.txt"])("have a place for everything in %s", (list) => {
    const all = resources(list);
    expect(all.length).toBeGreaterThan(15);
    expect(all.filter((resource) => partOf(resource) === "other")).toEqual([]);
  });

  it.each<[PartId, string, string]>([
    ["edge", "aws_lb", "load-balancer"],
    ["auth", "aws_iam_role_policy", "roles_task_artifacts_83A04BD8"],
    ["tracking", "aws_ecs_service", "service"],
    ["storage", "aws_s3_bucket", "artifacts"],
    ["secrets", "aws_secretsmanager_secret", "server-keys"],
    ["network", "aws_iam_role", "network_flow-log_role_7465F8A7"],
    ["state", "aws_dynamodb_table", "lock-table"],
    ["auth", "aws_iam_openid_connect_provider", "added-by-somebody"],
    ["other", "aws_sns_topic", "added-by-somebody"],
  ])("%s: %s.%s", (part, type, name) => {
    expect(partOf({ type, name })).toBe(part);
  });
});

describe("the review", () => {
  const files = sourceFiles();

  it("knows nothing of commands and stacks", () => {
    const reached = [
      ...reachedFrom("src/review/review.ts", files),
      ...reachedFrom("src/review/markdown/render.ts", files),
    ];
    expect(reached).toContain("src/review/plan.ts");
    expect(reached.filter((path) => /^(cli|stacks)$/.test(folderOf(path)))).toEqual([]);
  });

  it("is loaded by its command, and never by synth", () => {
    expect([...reachedFrom("src/cli/review.ts", files)]).toContain("src/review/review.ts");
    expect([...reachedFrom("main.ts", files)].filter((path) => folderOf(path) === "review")).toEqual([]);
  });
});
