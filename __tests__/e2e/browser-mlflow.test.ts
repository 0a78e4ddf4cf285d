import { randomBytes } from "node:crypto";
import { describeInBrowser, Person, TestBrowser } from "../support/browser";
import { runPython } from "../support/python-client";
import { theRehearsal } from "../support/rehearsal";
import { Json, object, parse, text } from "../support/stack-json";

const MINUTES = 60_000;
const EXPERIMENT = `browser-${randomBytes(4).toString("hex")}`;

/** A run with one of everything; the picture is 40 by 20 pixels. */
const TRAINING = `
import json, mlflow, struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
header = chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0))
pixels = chunk(b"IDAT", zlib.compress((b"\\0" + b"\\x22\\x72\\xb4" * 40) * 20))
with open("plot.png", "wb") as file:
    file.write(b"\\x89PNG\\r\\n\\x1a\\n" + header + pixels + chunk(b"IEND", b""))
mlflow.set_experiment("${EXPERIMENT}")
with mlflow.start_run(run_name="trained-in-python") as run:
    mlflow.log_param("alpha", "0.125")
    mlflow.log_metric("loss", 0.0625)
    mlflow.log_text("a note about this run", "notes/note.txt")
    mlflow.log_artifact("plot.png")
print(json.dumps({"experiment": run.info.experiment_id, "run": run.info.run_id}))
`;

/** Questions of MLflow's own pages whose answer is "there is none": its users app is off, and a name is free. */
const EXPECTED_ANSWERS = [
  "404 GET /ajax-api/2.0/mlflow/users/current",
  "404 GET /ajax-api/2.0/mlflow/experiments/get-by-name",
];

describeInBrowser("MLflow's pages, behind the login", () => {
  let browser: TestBrowser;
  let alice: Person;
  let logged: { readonly experiment: string; readonly run: string };

  /** What the API says, to the Python client: experiments of a name with their stages, and stages of the run. */
  async function fromPython(name: string): Promise<Json> {
    const program = `
import json, mlflow
from mlflow.entities import ViewType
client = mlflow.MlflowClient()
found = client.search_experiments(view_type=ViewType.ALL, filter_string="name = '${name}'")
print(json.dumps([[each.name, each.lifecycle_stage] for each in found] + [client.get_run("${logged.run}").info.lifecycle_stage]))
`;
    const { status, stdout, stderr } = await runPython(program, { token: await theRehearsal().token() });
    if (status !== 0) throw new Error(stderr);
    return parse(stdout);
  }

  beforeAll(async () => {
    const { status, stdout, stderr } = await runPython(TRAINING, { token: await theRehearsal().token() });
    if (status !== 0) throw new Error(stderr);
    const { experiment, run } = object(parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? ""));
    logged = { experiment: text(experiment), run: text(run) };
    browser = await TestBrowser.launch();
    alice = await browser.person();
    await alice.page.goto(`/#/experiments/${logged.experiment}/runs`);
    await alice.signInAs("Alice");
  }, 3 * MINUTES);

  afterAll(() => browser.close());

  afterEach(() => {
    expect(alice.problems.splice(0).filter((problem) => !EXPECTED_ANSWERS.includes(problem))).toEqual([]);
  });

  it(
    "show the run that the Python client logged",
    async () => {
      const { page } = alice;
      const link = page.getByRole("link", { name: "trained-in-python" });
      await link.waitFor();
      await alice.picture("mlflow-runs");
      await link.click();
      await page.getByText("0.0625").waitFor();
      await page.getByText("0.125").waitFor();
      expect(page.url()).toContain(logged.run);
      await alice.picture("mlflow-run");
    },
    MINUTES,
  );

  it(
    "preview a text and a picture among the artifacts",
    async () => {
      const { page } = alice;
      await page.goto(`/#/experiments/${logged.experiment}/runs/${logged.run}/artifacts`);
      await page.getByText("notes", { exact: true }).click();
      await page.getByText("note.txt").click();
      await page.getByText("a note about this run").waitFor();
      await page.getByText("plot.png").click();
      await page.getByRole("img", { name: "plot.png" }).waitFor();
      const size = `(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight])(document.querySelector("[alt='plot.png']"))`;
      expect(await page.evaluate(size)).toEqual([40, 20]);
      await alice.picture("mlflow-artifact");
    },
    MINUTES,
  );

  it(
    "create an experiment and delete it, and a run",
    async () => {
      const { page } = alice;
      const name = `${EXPERIMENT}-by-hand`;
      await page.goto("/#/experiments");
      await page.getByRole("button", { name: "Create", exact: true }).click();
      await page.getByRole("dialog").getByRole("textbox").first().fill(name);
      await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
      await page.waitForURL(/#\/experiments\/\d+/);
      expect(await fromPython(name)).toEqual([[name, "active"], "active"]);

      await page.goto("/#/experiments");
      await page.getByRole("row").filter({ hasText: name }).getByRole("checkbox").check();
      await deleteSelected();
      await page.getByRole("row").filter({ hasText: name }).waitFor({ state: "detached" });
      await page.goto(`/#/experiments/${logged.experiment}/runs`);
      await page.getByRole("checkbox", { name: "Press Space to toggle row selection" }).check();
      await deleteSelected();
      await page.getByRole("link", { name: "trained-in-python" }).waitFor({ state: "detached" });
      expect(await fromPython(name)).toEqual([[name, "deleted"], "deleted"]);
    },
    2 * MINUTES,
  );

  async function deleteSelected(): Promise<void> {
    await alice.page.getByRole("button", { name: "Delete", exact: true }).click();
    await alice.page
      .getByRole("dialog")
      .getByRole("button", { name: /delete/i })
      .click();
  }

  it("report nothing to MLflow's makers: the deployed setting reaches the pages", async () => {
    const { status, body } = await alice.fetch("/ajax-api/3.0/mlflow/ui-telemetry");
    expect([status, parse(body)]).toEqual([200, expect.objectContaining({ disable_ui_telemetry: true })]);
  });
});
