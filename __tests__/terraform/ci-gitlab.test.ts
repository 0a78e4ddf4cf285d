import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOT_ID, FakeGitlab } from "../support/ci-gitlab";
import { TeamRepository } from "../support/ci-repository";
import { EMULATOR_BIN } from "../support/emulator";
import { cleanEnvironment } from "../support/environment";
import { readmeBlock } from "../support/readme";
import { attemptBesideOthers, Ended, run } from "../support/run";

jest.setTimeout(60_000);

const PLAN = "build/ci/mlflow.plan";
const COMMIT = "c".repeat(40);
const WAY_OUT = 'Nothing was applied. Next: run "mlflow replan" on main (docs/ci.md).';

/** The script of the GitLab pipeline, as it stands, against a small GitLab. The tests build on each other, in this order. */
describe("ci/gitlab.sh", () => {
  const gitlab = new FakeGitlab();
  const repository = new TeamRepository(readmeBlock("cigitlab"));
  const inFolder = (path: string): string => join(repository.folder, path);
  const planned = Buffer.from("a plan");
  const hash = createHash("sha256").update(planned).digest("hex");

  beforeAll(async () => {
    await gitlab.start();
    mkdirSync(inFolder("build/ci"), { recursive: true });
    const forged = `<!-- mlflow plan review sha256:${"0".repeat(64)} job:1 -->`;
    for (let id = 1; id <= 120; id += 1) gitlab.notes.push({ id, author: 1, body: id === 9 ? forged : "Nice" });
  });

  afterAll(() => {
    gitlab.stop();
    repository.remove();
  });

  function script(command: string, extra: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const env = cleanEnvironment({ ...gitlab.environment, CI_JOB_ID: "41", CI_COMMIT_SHA: COMMIT, ...extra });
    return attemptBesideOthers("bash", ["-c", command], { cwd: repository.folder, env });
  }

  test("writes a note that says there is no plan, when there is none", async () => {
    expect(await script("ci/gitlab.sh note")).toMatchObject({ status: 0, output: "" });
    expect(gitlab.notes.at(-1)).toMatchObject({ author: BOT_ID });
    expect(gitlab.notes.at(-1)?.body).toContain("There is no plan of the last push");
  });

  test("updates that note with the review; hash and job stand in its first line", async () => {
    writeFileSync(inFolder(PLAN), planned);
    writeFileSync(inFolder("build/ci/review.md"), '# A "review"\n\n\\ and $more\n');
    expect(await script("ci/gitlab.sh note")).toMatchObject({ status: 0, output: "" });
    expect(gitlab.changes).toEqual(["POST 121", "PUT 121"]);
    expect(gitlab.notes.at(-1)?.body).toBe(
      `<!-- mlflow plan review sha256:${hash} job:41 -->\n# A "review"\n\n\\ and $more\n`,
    );
  });

  test("brings the plan of the merged commit and prints the reviewed hash", async () => {
    const zip = inFolder("build/artifact.zip");
    run(
      "bash",
      ["-c", `${join(EMULATOR_BIN, "python")} -c "import zipfile; zipfile.ZipFile('${zip}', 'w').write('${PLAN}')"`],
      {
        cwd: repository.folder,
        env: {},
      },
    );
    writeFileSync(inFolder(PLAN), "");
    gitlab.artifacts.set("41", zip);
    gitlab.merged = COMMIT;
    expect(await script("ci/gitlab.sh fetch-plan")).toMatchObject({ status: 0, output: `${hash}\n` });
    expect(readFileSync(inFolder(PLAN))).toEqual(planned);
  });

  test("stops without a merge request, a review or a stored plan", async () => {
    const other = "d".repeat(40);
    const stopped = await script("ci/gitlab.sh fetch-plan", { CI_COMMIT_SHA: other });
    expect(stopped).toMatchObject({ status: 1 });
    expect(stopped.output).toContain(
      `No merge request was merged as ${other}, so nobody reviewed a plan of it. ${WAY_OUT}`,
    );

    gitlab.artifacts.clear();
    const gone = await script("ci/gitlab.sh fetch-plan");
    expect(gone).toMatchObject({ status: 1 });
    expect(gone.output).toContain(`No plan of merge request 5 is stored: its job failed, or it is too old. ${WAY_OUT}`);

    gitlab.notes.pop();
    const unread = await script("ci/gitlab.sh fetch-plan");
    expect(unread).toMatchObject({ status: 1 });
    expect(unread.output).toContain(`Merge request 5 has no review that names one plan file. ${WAY_OUT}`);
  });

  test("stops when GitLab does not answer", async () => {
    expect(await script("ci/gitlab.sh note", { REVIEW_TOKEN: "wrong" })).not.toMatchObject({ status: 0 });
    expect(await script("ci/gitlab.sh fetch-plan", { REVIEW_TOKEN: "wrong" })).not.toMatchObject({ status: 0 });
  });

  test("gives Terraform a role and the job's token in a file that only the job reads", async () => {
    const commands = `identity=$(ci/gitlab.sh identity "arn:aws:iam::1:role/the plan")
      eval "$identity"
      echo "$AWS_ROLE_ARN, $AWS_ROLE_SESSION_NAME, $(stat -c %a "$AWS_WEB_IDENTITY_TOKEN_FILE"), $(< "$AWS_WEB_IDENTITY_TOKEN_FILE")"
      env | grep -c "^AWS_\\(ROLE\\|WEB\\)"`;
    expect(await script(commands, { AWS_ID_TOKEN: "a.b.c" })).toMatchObject({
      status: 0,
      output: "arn:aws:iam::1:role/the plan, gitlab-job-41, 600, a.b.c\n3\n",
    });
  });
});
