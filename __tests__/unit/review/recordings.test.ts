import { renderMarkdown } from "../../../src/review/markdown/render";
import { ReviewDocument } from "../../../src/review/review-document";
import { recordedPlan } from "../../support/recorded-plan";
import { reviewOf } from "../../support/reviewed-plans";

function markdownOf(name: string): string {
  return renderMarkdown(reviewOf(recordedPlan(name)));
}

function partsOf({ parts }: ReviewDocument): readonly string[] {
  return parts.map(({ part, changes }) => `${part}: ${changes.length}`);
}

describe("the review of a first plan", () => {
  const review = reviewOf(recordedPlan("first"));
  const lines = renderMarkdown(review).split("\n");

  it("counts, and finds a part for everything", () => {
    expect(review.counts).toMatchObject({ create: 64, update: 0, replace: 0, delete: 0 });
    expect(partsOf(review)).toEqual(["edge: 8", "auth: 5", "tracking: 12", "storage: 13", "secrets: 2", "network: 24"]);
    expect(lines).toContain("**64 to create**");
    expect(lines).toContain("What will be felt: Nothing: everything is new, nobody uses it yet.");
  });

  it("is read in a minute: names are open, addresses folded", () => {
    const folded = lines.join("\n").replace(/<details>[\s\S]*?<\/details>/g, "");
    expect(folded.split("\n").length).toBeLessThan(50);
    expect(folded).toContain("- 5 new: execution role · task role · execution logs policy");
    expect(folded).not.toContain("aws_iam_role.");
    expect(lines).toContain("- `aws_iam_role.roles_task_46C17C41`");
  });

  it("shows who may connect before there are ids, by the resources that the configuration names", () => {
    const [loadBalancer, tasks] = [
      "aws_security_group.load-balancer_security-group_80A0008E",
      "aws_security_group.service_security-group_3A537956",
    ];
    expect(lines).toContain(`+ 203.0.113.0/24 -> tcp 443 -> ${loadBalancer}`);
    expect(lines).toContain(`+ ${loadBalancer} -> tcp 8080 -> ${tasks}`);
  });

  it("shows it by what the rule says of itself, where the configuration names nothing", () => {
    const text = renderMarkdown(reviewOf({ ...recordedPlan("first"), configuration: {} })).split("\n");
    expect(text).toContain("+ 203.0.113.0/24 -> tcp 443 -> new group (People and clients, HTTPS only)");
    expect(text).toContain("+ new group -> tcp 8080 -> new group (Load balancer to oauth2-proxy, the only way in)");
  });

  it("shows who may take the roles", () => {
    const trust = lines.find((line) => line.includes("sts:AssumeRole -> aws_iam_role.roles_task_46C17C41"));
    expect(trust).toMatch(/^\+ Service:ecs-tasks\.amazonaws\.com -> .* StringEquals aws:SourceAccount=123456789012$/);
  });
});

describe("the review of an edit", () => {
  it.each([
    ["larger-tasks", "  - CPU of a task: `2 vCPU` → `4 vCPU`"],
    ["larger-tasks", "  - memory of a task: `4 GiB` → `8 GiB`"],
    ["larger-tasks", "Cost: up (CPU of each task, memory of each task)"],
    [
      "larger-tasks",
      "What will be felt: New tasks start and replace the running ones. No downtime; a deployment that fails is rolled back.",
    ],
    ["larger-tasks", "  - task definition: `oauth2-mlflow:1` → `a new revision`"],
    ["larger-database", "  - database grows up to: `4 ACU` → `8 ACU`"],
    ["larger-database", "Cost: up (database under load)"],
    ["logs-kept-longer", "  - logs are kept: `30 days` → `90 days`"],
    ["mlflow-patch-version", "  -image: ghcr.io/mlflow/mlflow:v3.16.1-full"],
    ["mlflow-patch-version", "  +image: ghcr.io/mlflow/mlflow:v3.16.2-full"],
    ["domain-added", "### Sign-in and permissions"],
    ["domain-added", "  -  OAUTH2_PROXY_EMAIL_DOMAINS=example.com,example.org"],
    ["domain-added", "  +  OAUTH2_PROXY_EMAIL_DOMAINS=example.com,example.org,partner.example"],
    ["audience-removed", "  -  --skip-jwt-bearer-tokens=true"],
    ["audience-removed", "  +  --skip-jwt-bearer-tokens=false"],
    ["another-office", "  + 198.51.100.0/24 -> tcp 443 -> aws_security_group.load-balancer_security-group_80A0008E"],
    ["rotated-password", "  - version of the database's password: `1` → `2`"],
    ["production", "Cost: up (2 × public address, 2 × NAT gateway, 1 × database instance, Container Insights)"],
    ["production", "- private route table: **goes** (`aws_route_table.network_private_route-table_A0150FAD`)"],
    ["tag", "- tag owner: `ml-platform` (new), on 43 resources"],
  ])("%s: %s", (name, line) => {
    expect(markdownOf(name).split("\n")).toContain(line);
  });

  it("merges the actions of a permission, and names bucket and role by their addresses", () => {
    expect(markdownOf("artifacts-elsewhere")).toContain(
      "  + aws_iam_role.roles_task_46C17C41 -> s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts -> aws_s3_bucket.artifacts/team-a/*",
    );
  });

  it("shows of a container only what changes, with two lines around it", () => {
    const [, diff = ""] = /```diff\n([\s\S]*?)```/.exec(markdownOf("domain-added")) ?? [];
    expect(diff.trimEnd().split("\n")).toHaveLength(6);
  });

  it("tells a tag once, and nothing else of resources that only get a tag", () => {
    const review = reviewOf(recordedPlan("tag"));
    expect(review.parts).toEqual([]);
    expect(review.common.map(({ what, after, addresses }) => [what, after, addresses.length])).toEqual([
      ["tag owner", "ml-platform", 43],
    ]);
  });

  it("leaves out what only AWS knows of a new revision", () => {
    expect(markdownOf("larger-tasks")).not.toMatch(/arn_without_revision|enable_fault_injection|configure_at_launch/);
  });
});
