import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { endure, Endured, TOKEN_SECONDS, TOKEN_TEXT } from "../support/enduring-client";
import { OUTAGE_SECONDS, tokenAddress } from "../support/issuer-relay";
import { runPython } from "../support/python-client";
import { queryRehearsal } from "../support/rehearsal-database";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { Ended } from "../support/run";
import { forgetArtifacts, storedArtifacts } from "../support/stored-artifacts";
import { longestSilence, sentWork, storedWork } from "../support/stored-work";

const SECONDS = process.env.FULL === "1" ? 300 : 60;
const THREADS = 8;
/** What the start of a client, the last outage and the end may take beside the work. */
const SPARE_SECONDS = 240;

/** By how many seconds the clock of a client's machine goes fast, and where its tokens come from. */
const CLIENTS = [
  { clock: "a right clock", skewSeconds: 0, source: "exec" },
  { clock: "a clock that is an hour fast", skewSeconds: 3600, source: "exec" },
  { clock: "a clock that is an hour slow", skewSeconds: -3600, source: "file" },
] as const;

/** Asynchronous tracing itself loses spans. Files of 1 MiB go to S3 directly, smaller ones through the server. */
const TRACKING = {
  MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: "false",
  MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: "true",
  MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: String(1 << 20),
};

/** Steps of each training of the pipeline, and seconds between them. */
const KEDRO = { steps: 20, pause: 1.1 };

/** What a shell does with `export MLFLOW_TRACKING_TOKEN=$(...)`, and a run until MLflow's client gives up. */
const STATIC_TOKEN = `
import os, time
import mlflow, requests

os.environ["MLFLOW_TRACKING_TOKEN"] = requests.get(os.environ["TOKEN_ADDRESS"]).text.strip()
mlflow.set_experiment(os.environ["EXPERIMENT"])
with mlflow.start_run():
    for step in range(60):
        mlflow.log_metric("loss", step, step=step)
        time.sleep(1)
`;

/** How often a token is fetched while nothing is wrong: at first, and at three quarters of each one's life. */
function fewFetches(seconds: number): number {
  return 1 + Math.ceil(seconds / (0.75 * TOKEN_SECONDS));
}

function runThreads(client: (typeof CLIENTS)[number]): Promise<Endured> {
  const args = [`endurance-${randomUUID()}`, String(SECONDS), String(THREADS)];
  const seconds = SECONDS + SPARE_SECONDS;
  return endure({ file: "endure.py", args }, { ...client, env: TRACKING, seconds, begins: /runs\/log-metric/ });
}

/** kedro's example project as it is; its training nodes take longer than a token lives, and send what they found then. */
function runKedro(): Promise<Endured> {
  const { steps, pause } = KEDRO;
  const args = ["run", "--runner=ThreadRunner", `--params=steps=${steps},pause=${pause}`];
  const project = "clients/python/examples/kedro";
  return endure({ module: "kedro", args }, { project, skewSeconds: 3600, source: "exec", begins: /Running node/ });
}

/** The run that MLflow's client names at its end. */
function kedroRun(output: string): string {
  return /\/runs\/([0-9a-f]{32})/.exec(output)?.[1] ?? "";
}

function runWithStaticToken(experiment: string): Promise<Ended> {
  const env = { EXPERIMENT: experiment, TOKEN_ADDRESS: tokenAddress(theRehearsal().issuer, TOKEN_SECONDS) };
  return runPython(STATIC_TOKEN, { environment: "clients", env });
}

describeWithLogin(`with tokens of ${TOKEN_SECONDS} s`, () => {
  const staticExperiment = `static-token-${randomUUID()}`;
  let threads: readonly Endured[];
  let kedro: Endured;
  let withStaticToken: Ended;

  // All at once: most of the time they wait.
  beforeAll(
    async () => {
      [threads, kedro, withStaticToken] = await Promise.all([
        Promise.all(CLIENTS.map(runThreads)),
        runKedro(),
        runWithStaticToken(staticExperiment),
      ]);
    },
    (SECONDS + SPARE_SECONDS) * 1000,
  );

  afterAll(async () => {
    const finished = threads.filter(({ status }) => status === 0).map(({ stdout }) => sentWork(stdout).run);
    await forgetArtifacts([...finished, kedroRun(kedro.output)]);
  }, 120_000);

  describe.each(CLIENTS)(
    `eight threads, without an issuer for ${OUTAGE_SECONDS} s, with $clock,`,
    ({ skewSeconds }) => {
      const client = (): Endured => {
        const found = threads[CLIENTS.findIndex((each) => each.skewSeconds === skewSeconds)];
        if (found === undefined) throw new Error("it did not run");
        return found;
      };

      it("lose nothing, and send nothing twice", async () => {
        const { status, stdout, output } = client();
        if (status !== 0) throw new Error(output.slice(-5000));
        const { experiment, run, sent } = sentWork(stdout);
        expect(await storedWork(experiment, run)).toEqual(sent);
        // Enough of each kind, by both ways of artifacts.
        for (const names of Object.values(sent)) expect(names.length).toBeGreaterThan(THREADS);
        expect(sent.metrics.length).toBeGreaterThan((THREADS * SECONDS) / 10);
        expect(sent.artifacts.filter((name) => name.startsWith("large/")).length).toBeGreaterThan(1);
      }, 30_000);

      it("wait until the issuer is back, and ask it seldom", async () => {
        const { stdout, relay, seconds } = client();
        expect(relay.outages).toBeGreaterThanOrEqual(Math.floor(SECONDS / 60));
        // A token that is due for renewal when the issuer goes is good for a quarter of its life.
        const without = OUTAGE_SECONDS - TOKEN_SECONDS / 4;
        expect(await longestSilence(sentWork(stdout).run)).toBeGreaterThan(without - 1);
        expect(relay.requests.passed).toBeLessThanOrEqual(fewFetches(seconds));
        expect(relay.requests.refused).toBeGreaterThan(relay.outages);
        expect(relay.requests.refused).toBeLessThanOrEqual(relay.outages * OUTAGE_SECONDS);
      });

      it("print no token, though they print everything that they do", () => {
        const { output } = client();
        expect(output).toContain("DEBUG:urllib3.connectionpool:");
        expect(output).not.toMatch(TOKEN_TEXT);
      });
    },
  );

  describe("a kedro pipeline with ThreadRunner, under the same conditions by environment alone", () => {
    it("finishes, and the server has everything of it", async () => {
      const { status, output, relay } = kedro;
      if (status !== 0) throw new Error(output.slice(-5000));
      expect(relay.outages).toBeGreaterThan(0);
      expect(output).not.toMatch(TOKEN_TEXT);
      const run = kedroRun(output);
      const sql = `SELECT m.\`key\`, r.status, COUNT(*), COUNT(DISTINCT step) FROM mlflow.runs r
        JOIN mlflow.metrics m USING (run_uuid) WHERE run_uuid = '${run}' GROUP BY 1, 2 ORDER BY 1`;
      const rates = ["fast", "middle", "slow"];
      const losses = `FINISHED\t${KEDRO.steps}\t${KEDRO.steps}`;
      expect((await queryRehearsal(sql)).trimEnd().split("\n")).toEqual(
        rates.flatMap((rate) => [`${rate}.error\tFINISHED\t1\t1`, `${rate}.loss\t${losses}`]),
      );
      const files = (await storedArtifacts([run])).map(({ Key = "" }) => basename(Key));
      expect(files.sort()).toEqual([...rates, "summary"].map((name) => `${name}.json`));
    });
  });

  describe("a run whose token is in MLFLOW_TRACKING_TOKEN", () => {
    it("ends with MLflow's own words when the token expires", () => {
      expect(withStaticToken.status).toBe(1);
      expect(withStaticToken.stderr).toMatch(/RestException: INTERNAL_ERROR: Response: \{\}\s*$/);
    });

    it("stays RUNNING on the server, which nobody could tell of its end", async () => {
      const sql = `SELECT r.status, r.end_time IS NULL, COUNT(*) < 60 FROM mlflow.experiments e
        JOIN mlflow.runs r USING (experiment_id) JOIN mlflow.metrics m USING (run_uuid)
        WHERE e.name = '${staticExperiment}'`;
      expect(await queryRehearsal(sql)).toBe("RUNNING\t1\t1\n");
    });
  });
});
