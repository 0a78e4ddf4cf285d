import { object, StackJson } from "../support/stack-json";
import { Kept, KEPT_RESOURCES, Replaced } from "./article";
import { KEPT_DATA, REPLACED_DATA, REPLACED_MODULES, REPLACED_RESOURCES } from "./article-replaced";
import { ARTICLE_OUTPUTS, ARTICLE_VARIABLES, NEW_REQUIRED_VARIABLES } from "./article-variables";
import { blockAt } from "./stack-view";

const stack = StackJson.default();

describe("what the article's Terraform had", () => {
  it("is listed completely: 25 resources, 12 data sources, one module, 17 variables and one output", () => {
    expect(countByType([...KEPT_RESOURCES, ...REPLACED_RESOURCES])).toEqual({
      aws_iam_role: 2,
      aws_iam_role_policy: 2,
      aws_iam_role_policy_attachment: 1,
      aws_cloudwatch_log_group: 2,
      aws_ecs_cluster: 1,
      aws_ecs_task_definition: 1,
      aws_ecs_service: 1,
      aws_appautoscaling_target: 1,
      aws_security_group: 3,
      aws_security_group_rule: 2,
      aws_lb: 1,
      aws_lb_target_group: 1,
      aws_lb_listener: 1,
      aws_route53_record: 1,
      aws_db_subnet_group: 1,
      aws_rds_cluster: 1,
      random_string: 1,
      aws_s3_bucket: 1,
      aws_s3_bucket_public_access_block: 1,
    });
    expect(countByType([...KEPT_DATA, ...REPLACED_DATA])).toEqual({
      aws_availability_zones: 1,
      aws_region: 1,
      aws_secretsmanager_secret: 4,
      aws_secretsmanager_secret_version: 4,
      aws_acm_certificate: 1,
      aws_route53_zone: 1,
    });
    expect(distinct([...KEPT_RESOURCES, ...REPLACED_RESOURCES])).toBe(25);
    expect(distinct([...KEPT_DATA, ...REPLACED_DATA])).toBe(12);
    expect(new Set([...KEPT_RESOURCES, ...KEPT_DATA].map((row) => row.is)).size).toBe(
      KEPT_RESOURCES.length + KEPT_DATA.length,
    );
    expect(REPLACED_MODULES).toHaveLength(1);
    expect(new Set(ARTICLE_VARIABLES.map(({ name }) => name)).size).toBe(17);
    expect(Object.keys(ARTICLE_OUTPUTS)).toHaveLength(1);
  });

  it.each([...KEPT_RESOURCES, ...KEPT_DATA])("is still there: $article is $is", (row: Kept) => {
    expect(blockAt(stack, row.is).attributes).toMatchObject(row.with);
  });

  it.each([...REPLACED_RESOURCES, ...REPLACED_DATA, ...REPLACED_MODULES])(
    "is replaced: $article, because $because",
    (row: Replaced) => {
      for (const [address, attributes] of Object.entries(row.by)) {
        expect(blockAt(stack, address).attributes).toMatchObject(attributes);
      }
    },
  );

  it("is replaced without a trace: its modules and other providers are not in the JSON", () => {
    expect(stack.root.module).toBeUndefined();
    const types = ["resource", "data", "ephemeral"] as const;
    const foreign = types
      .flatMap((section) => Object.keys(stack.section(section)))
      .filter((type) => !type.startsWith("aws_"));
    expect(foreign).toEqual([]);
    const goneTypes = ["aws_iam_role_policy_attachment", "aws_security_group_rule"];
    expect(stack.resources().filter(({ type }) => goneTypes.includes(type))).toEqual([]);
    expect(stack.dataSources("aws_secretsmanager_secret_version")).toEqual([]);
  });
});

describe("the article's variables", () => {
  it.each(ARTICLE_VARIABLES)("keep name, type and default: $name", (row) => {
    const declared = object(stack.section("variable")[row.name]);
    expect(declared.type).toBe(row.type);
    expect(declared.default).toEqual(row.instead?.default ?? row.default);
  });

  it("differ in one default, which keeps data", () => {
    const declared = stack.section("variable");
    const different = ARTICLE_VARIABLES.filter(
      (row) => JSON.stringify(object(declared[row.name]).default) !== JSON.stringify(row.default),
    );
    expect(different.map(({ name }) => name)).toEqual(["database_skip_final_snapshot"]);
  });

  it("are all that must be given, but for who may sign in", () => {
    const required = Object.entries(stack.section("variable")).filter(
      ([, variable]) => object(variable).default === undefined,
    );
    const inArticle = ARTICLE_VARIABLES.filter((variable) => variable.default === undefined).map(({ name }) => name);
    expect(required.map(([name]) => name).sort()).toEqual([...inArticle, ...NEW_REQUIRED_VARIABLES].sort());
  });
});

describe("the article's output", () => {
  it.each(Object.entries(ARTICLE_OUTPUTS))("is still there: %s", (name, value) => {
    expect(stack.section("output")[name]).toMatchObject({ value });
  });
});

/** `data.aws_region.current` and `aws_lb.mlflow` by their types. */
function countByType(rows: readonly { readonly article: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { article } of rows) {
    const type = article.replace(/^data\./, "").replace(/\..*$/, "");
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

function distinct(rows: readonly { readonly article: string }[]): number {
  return new Set(rows.map(({ article }) => article)).size;
}
