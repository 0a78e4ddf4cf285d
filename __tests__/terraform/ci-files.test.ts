import { BOT } from "../support/ci-github";
import { WorkflowResult } from "../support/ci-run";
import { CiTeam, lockOptions, VALUES } from "../support/ci-team";
import { readmeBlock } from "../support/readme";

jest.setTimeout(5 * 60_000);

const VARIABLES = `hosted_zone           = "example.com"
domain                = "example.com"
dns_record_name       = "mlflow"
allowed_email_domains = ["example.com"]
`;
const LOG_GROUP = "/aws/ecs/mlflow/oauth2-mlflow";
const DANGER = "email-domain-added";
const WAY_OUT = 'Nothing was applied. Next: run "mlflow replan" on main (docs/ci.md).';

/**
 * The workflows of examples/ci/github, each `run:` step as it stands in the file, in a team's repository, against the
 * emulated account and a small GitHub. The tests build on each other, in this order.
 */
describe("the CI files for GitHub", () => {
  let team: CiTeam;

  beforeAll(async () => {
    team = await CiTeam.make(`${readmeBlock("cigithub")}\n${readmeBlock("cilock").trim()} ${lockOptions()}`);
  });

  afterAll(async () => {
    await team.disband();
  });

  test("a pull request whose plan fails gets a comment that says so", async () => {
    peopleComment(1);
    team.repository.change(VALUES, () => VARIABLES.replace('"mlflow"', '"-"'), "first");
    const { conclusion, log } = await team.push(1, "first");
    expect(conclusion).toBe("failure");
    expect(log).toContain("dns_record_name");
    expect(team.github.botComments(1)).toEqual([expect.stringContaining("There is no plan of the last push")]);
    expect(team.github.artifacts).toEqual([]);
  });

  test("the next push updates the same comment with the review, by the plan role", async () => {
    team.repository.change(VALUES, () => VARIABLES, "first");
    const { conclusion, log, summary, roles } = await team.push(1, "first");
    expect({ conclusion, log }).toMatchObject({ conclusion: "success" });
    expect(roles).toEqual(["the plan role"]);
    const [comment = "", ...others] = team.github.botComments(1);
    expect(others).toEqual([]);
    expect(comment).toMatch(/^<!-- mlflow plan review sha256:[0-9a-f]{64} -->\n/);
    expect(comment).toContain(summary.trim());
    expect(summary).toContain("MLflow");
    expect(team.github.changes).toEqual(["POST issues/1/comments", "PATCH issues/comments/151"]);
  });

  test("its merge applies that plan, by the apply role", async () => {
    const { conclusion, log, roles } = await team.merge(1, "first");
    expect({ conclusion, log }).toMatchObject({ conclusion: "success" });
    expect(roles).toEqual(["the apply role"]);
    expect(log).toContain("Apply complete!");
    expect(retention()).toBe("30");
  });

  test("a small change is planned; merged with one byte of its plan file changed, nothing is applied", async () => {
    team.repository.change(VALUES, (text) => `${text}service_log_retention_in_days = 60\n`, "second");
    expect(await team.push(2, "second")).toMatchObject({ conclusion: "success" });
    const [artifact] = team.github.artifacts.slice(-1);
    const reviewed = artifact?.zip ?? "";
    team.person
      .run(`cd $(mktemp -d) && unzip -q ${reviewed} && printf x | dd of=mlflow.plan bs=1 seek=999 conv=notrunc status=none &&
      python -m zipfile -c ${reviewed}.changed mlflow.plan && mv ${reviewed} ${reviewed}.kept && mv ${reviewed}.changed ${reviewed}`);
    await stops(() => team.merge(2, "second"), `The plan file is not the reviewed one. ${WAY_OUT}`);
    team.person.run(`mv ${reviewed}.kept ${reviewed}`);
  });

  test("nor is it when main synthesizes other JSON, or has another provider lock file, than was planned", async () => {
    const { head } = team.repository;
    const production = (text: string): string =>
      text.replace("identityProvider", 'profile: "production", identityProvider');
    const shape = team.repository.change("main.ts", production);
    await stops(() => team.apply(2, shape), `main synthesizes another JSON than the one that was planned. ${WAY_OUT}`);
    team.repository.reset(head);
    const lock = team.repository.change("ci/terraform.lock.hcl", (text) => `${text}# renewed\n`);
    const sentence = "main has another ci/terraform.lock.hcl than the one that was planned with.";
    await stops(() => team.apply(2, lock), `${sentence} ${WAY_OUT}`);
    team.repository.reset(head);
  });

  test("nor after a commit that no pull request brought, or one that has no review", async () => {
    const direct = team.repository.change("README.md", () => "Pushed to main");
    const unread = `No pull request was merged as ${direct}, so nobody reviewed a plan of it. ${WAY_OUT}`;
    await stops(() => team.onMain("apply"), unread);
    await stops(() => team.apply(9, direct), `Pull request 9 has no review that names one plan file. ${WAY_OUT}`);
    team.github.pulls.delete(9);
  });

  test("nor when something else was applied in between: Terraform calls the plan stale", async () => {
    team.applyByHand("aws_cloudwatch_log_group.containers_mlflow-logs_9310744A", "service_log_retention_in_days=7");
    const { conclusion, log } = await team.apply(2, team.repository.head);
    expect(conclusion).toBe("failure");
    expect(log).toContain("Saved plan is stale");
    expect(log).toContain('run "mlflow replan" on main (docs/ci.md)');
    expect(retention()).toBe("7");
  });

  test("nor when main changes more now than was reviewed", async () => {
    team.applyByHand("aws_appautoscaling_target.scaling", "service_max_capacity=5");
    await stops(
      () => team.apply(2, team.repository.head),
      `A plan of main has other changes now than the reviewed one. ${WAY_OUT}`,
    );
  });

  test("replan on main shows the review and applies that plan", async () => {
    const { conclusion, log, summary, roles } = await team.onMain("replan");
    expect({ conclusion, log }).toMatchObject({ conclusion: "success" });
    expect(roles).toEqual(["the plan role", "the apply role"]);
    expect(summary).toContain("`5 tasks` → `4 tasks`");
    expect(summary).toContain("`30 days` → `60 days`");
    expect(log).toContain("0 added, 2 changed, 0 destroyed");
  });

  test("a dangerous edit makes the check red and stores no plan, so its merge applies nothing", async () => {
    const before = team.github.artifacts.length;
    team.repository.change(
      VALUES,
      (text) => text.replace('["example.com"]', '["example.com", "partner.example"]'),
      "third",
    );
    const { conclusion, log } = await team.push(3, "third");
    expect({ conclusion, log }).toMatchObject({ conclusion: "failure" });
    expect(log).toContain("accept it: add a line <id>=<reason> to ci/accepted-dangers.");
    expect(team.github.botComments(3)).toEqual([expect.stringContaining(DANGER)]);
    expect(team.github.artifacts).toHaveLength(before);
    const { head } = team.repository;
    await stops(
      () => team.merge(3, "third"),
      `No plan of pull request 3 is stored: its check was red, or it is too old. ${WAY_OUT}`,
    );
    team.repository.reset(head);
  });

  test("it is green with a reason in the pull request itself; the same line on main accepts nothing", async () => {
    const accepted = (branch: string): string =>
      team.repository.change("ci/accepted-dangers", () => `# Ours, too\n${DANGER}=The domain of our partner\n`, branch);
    accepted("third");
    expect(await team.push(3, "third")).toMatchObject({ conclusion: "success" });
    accepted("main");
    expect(await team.push(3, "third")).toMatchObject({ conclusion: "failure" });
  });

  test("a difference that somebody made by hand opens an issue, and the same one is updated", async () => {
    team.person.run(`aws logs put-retention-policy --log-group-name ${LOG_GROUP} --retention-in-days 3`);
    expect(await team.onMain("drift")).toMatchObject({ conclusion: "success" });
    expect(await team.onMain("drift")).toMatchObject({ conclusion: "success" });
    expect(team.github.issues).toEqual([
      expect.objectContaining({ title: "mlflow: the account is not as main says", login: BOT, state: "open" }),
    ]);
    expect(team.github.issues[0]?.body).toContain("retention");
  });

  test("which closes when the difference is gone", async () => {
    team.person.run(`aws logs put-retention-policy --log-group-name ${LOG_GROUP} --retention-in-days 60`);
    expect(await team.onMain("drift")).toMatchObject({ conclusion: "success" });
    expect(team.github.issues.map(({ state }) => state)).toEqual(["closed"]);
    expect(team.github.changes.slice(-3)).toEqual(["POST issues", "PATCH issues/1000", "PATCH issues/1000"]);
  });

  test("a fork is told that it gets no identity", async () => {
    const { conclusion, log, roles } = await team.push(4, "third", "somebody/mlflow");
    expect({ conclusion, roles }).toEqual({ conclusion: "failure", roles: [] });
    expect(log).toMatch(/^::error::A fork gets no AWS identity\. .*\nProcess completed with exit code 1\.\n$/);
  });

  test("the emulator had an answer to every call, and AWS would have refused none", () => {
    expect(team.emulator.failures).toBe("");
    expect(team.emulator.alarms).toEqual([]);
  });

  /** The run is red with this sentence, and the state is as it was. */
  async function stops(attempted: () => Promise<WorkflowResult>, sentence: string): Promise<void> {
    const before = team.state;
    const { conclusion, log } = await attempted();
    expect({ conclusion, log }).toMatchObject({ conclusion: "failure" });
    expect(log).toContain(`::error::${sentence}\n`);
    expect(team.state).toBe(before);
  }

  function retention(): string {
    const query = "logGroups[].retentionInDays";
    return team.emulator.aws(`logs describe-log-groups --log-group-name-prefix ${LOG_GROUP}`, query).join();
  }

  /** A page and a half of comments by people, one of whom imitates the bot. */
  function peopleComment(pull: number): void {
    for (let id = 1; id <= 150; id += 1) {
      const body = id === 1 ? `<!-- mlflow plan review sha256:${"0".repeat(64)} -->` : "Nice";
      team.github.comments.push({ id, pull, login: "somebody", body });
    }
  }
});
