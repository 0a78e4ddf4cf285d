import { containerText } from "../../../src/review/container-text";
import { Container } from "../../../src/review/containers";
import { renderMarkdown } from "../../../src/review/markdown/render";
import { recordedPlan } from "../../support/recorded-plan";
import { reviewOf, withChanges } from "../../support/reviewed-plans";
import { JsonObject, object } from "../../support/stack-json";

const SECRET = "hunter2-canary";

/** The recording with a value that the provider or a variable marks as sensitive. */
function withSensitive(name: string, type: string, attribute: string, value: string): JsonObject {
  return withChanges(recordedPlan(name), (resource) => {
    if (resource.type !== type) return resource;
    const change = object(resource.change);
    const after = { ...object(change.after), [attribute]: value };
    const mask = { ...object(change.after_sensitive), [attribute]: true };
    return { ...resource, change: { ...change, after, after_sensitive: mask } };
  });
}

function container(changes: Partial<Container>): Container {
  return { name: "mlflow", image: "image:1", ...changes };
}

describe("a sensitive value", () => {
  it.each([
    ["larger-database", "aws_rds_cluster", "master_password"],
    ["larger-tasks", "aws_ecs_task_definition", "container_definitions"],
    ["artifacts-elsewhere", "aws_iam_role_policy", "policy"],
  ])("is never in the review, only that it changes (%s, %s.%s)", (name, type, attribute) => {
    const review = reviewOf(withSensitive(name, type, attribute, SECRET));
    const markdown = renderMarkdown(review);
    expect(JSON.stringify(review) + markdown).not.toContain(SECRET);
    expect(markdown).toContain("(sensitive, changes)");
  });

  it("is not in the review when it is an output", () => {
    const plan = recordedPlan("larger-tasks");
    const change = { actions: ["update"], before: "old", after: SECRET, before_sensitive: true, after_sensitive: true };
    const review = reviewOf({ ...plan, output_changes: { token: change } });
    expect(JSON.stringify(review) + renderMarkdown(review)).not.toMatch(/old"|hunter2/);
    expect(review.outputs).toEqual([{ what: "token", before: "(sensitive)", after: "(sensitive)" }]);
  });
});

describe("the text of a container", () => {
  const lines = (before: Partial<Container>, after: Partial<Container>): readonly string[] =>
    containerText(container(after), container(before));

  it.each([
    "DB_PASSWORD",
    "OAUTH2_PROXY_COOKIE_SECRET",
    "API_TOKEN",
    "MLFLOW_CRYPTO_KEK_PASSPHRASE",
    "AWS_ACCESS_KEY_ID",
  ])("hides what %s holds, and says whether it changes", (name) => {
    const holds = (value: string): Partial<Container> => ({ environment: [{ name, value }] });
    expect(lines(holds("old-value"), holds(SECRET))).toContain(`  ${name}=(hidden, changes)`);
    expect(lines(holds(SECRET), holds(SECRET))).toContain(`  ${name}=(hidden)`);
    expect(lines({}, holds(SECRET))).toContain(`  ${name}=(hidden)`);
  });

  it("is hidden wherever a danger is found in it, whatever the variable is called", () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`;
    const environment = [
      { name: "LLM_APIKEY", value: SECRET },
      { name: "SIGNER", value: key },
      { name: "ID", value: "AKIAIOSFODNN7EXAMPLE" },
    ];
    const text = lines({}, { command: [`echo "${key}"`], environment }).join("\n");
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain("AKIA");
    expect(text).toContain('echo "(hidden)"');
  });

  it("hides the value of a flag, and the password of an address", () => {
    const command = [`--client-secret=${SECRET}`, "--pass-access-token=false"];
    const environment = [{ name: "STORE", value: `mysql://user:${SECRET}@host/db` }];
    expect(lines({}, { command, environment })).toEqual([
      "image: image:1",
      "command:",
      "  --client-secret=(hidden)",
      "  --pass-access-token=false",
      "environment:",
      "  STORE=mysql://user:(hidden)@host/db",
    ]);
  });

  it("names secrets without the random end of their ARN, unless it is what changes", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mlflow/store-db-password";
    const from = (valueFrom: string): Partial<Container> => ({ secrets: [{ name: "DB_PASSWORD", valueFrom }] });
    expect(lines(from(`${arn}-abcDEF`), from(`${arn}-abcDEF`))).toContain(`  DB_PASSWORD from ${arn}`);
    expect(lines(from(`${arn}-abcDEF`), from(`${arn}-123xyz:key::`))).toContain(`  DB_PASSWORD from ${arn}:key::`);
    expect(lines(from(`${arn}-abcDEF`), from(`${arn}-123xyz`))).toContain(`  DB_PASSWORD from ${arn}-123xyz`);
  });

  it("is the same whatever ECS adds, and in whatever order", () => {
    const ours: Container = { ...container({}), portMappings: [{ containerPort: 8080 }], stopTimeout: 120 };
    const theirs: Container = {
      ...container({ environment: [], secrets: [] }),
      cpu: 0,
      stopTimeout: 120,
      volumesFrom: [],
      portMappings: [{ protocol: "tcp", hostPort: 8080, containerPort: 8080 }],
    };
    expect(containerText(theirs, ours)).toEqual(containerText(ours, theirs));
  });
});
