import { queryRehearsal } from "./rehearsal-database";
import { list, object, parse, text } from "./stack-json";
import { storedArtifacts } from "./stored-artifacts";

/** Names of each kind of thing, sorted. */
export type Work = Readonly<
  Record<"metrics" | "params" | "artifacts" | "traces" | "spans" | "runs", readonly string[]>
>;

/** What `__tests__/e2e/programs/endure.py` has sent, by the last line that it printed. */
export interface SentWork {
  readonly experiment: string;
  readonly run: string;
  readonly sent: Work;
}

/** @throws Error when there is no such line, or a kind is missing */
export function sentWork(stdout: string): SentWork {
  const { experiment, run, sent } = object(parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
  const names = (kind: string): string[] => list(object(sent)[kind]).map(text).sort();
  const [metrics, params, artifacts] = [names("metrics"), names("params"), names("artifacts")];
  const [traces, spans, runs] = [names("traces"), names("spans"), names("runs")];
  return {
    experiment: text(experiment),
    run: text(run),
    sent: { metrics, params, artifacts, traces, spans, runs },
  };
}

/**
 * Everything that the server has of a run and its experiment, in the words of `__tests__/e2e/programs/endure.py`. Read
 * from database and bucket, not by the server: what is there twice is twice in the list.
 */
export async function storedWork(experiment: string, run: string): Promise<Work> {
  const names = async (sql: string): Promise<string[]> => (await queryRehearsal(sql)).split("\n").slice(0, -1).sort();
  const artifacts = (await storedArtifacts([run])).map(
    ({ Key = "", Size = 0 }) => `${Key.split(`/${run}/artifacts/`)[1] ?? Key} ${Size}`,
  );
  return {
    metrics: await names(
      `SELECT CONCAT(\`key\`, '/', step, IF(value = step, '', ' wrong')) FROM mlflow.metrics WHERE run_uuid = '${run}'`,
    ),
    params: await names(
      `SELECT CONCAT(\`key\`, IF(value = 'sent', '', ' wrong')) FROM mlflow.params WHERE run_uuid = '${run}'`,
    ),
    artifacts: artifacts.sort(),
    traces: await names(
      `SELECT CONCAT(t.value, ' ', i.status) FROM mlflow.trace_info i
        LEFT JOIN mlflow.trace_tags t ON t.request_id = i.request_id AND t.\`key\` = 'mlflow.traceName'
        WHERE i.experiment_id = ${experiment}`,
    ),
    spans: await names(`SELECT name FROM mlflow.spans WHERE experiment_id = ${experiment}`),
    runs: await names(`SELECT CONCAT(name, ' ', status) FROM mlflow.runs WHERE experiment_id = ${experiment}`),
  };
}

/** The longest time that a run went without a new metric, in seconds by the client's clock. */
export async function longestSilence(run: string): Promise<number> {
  const rows = await queryRehearsal(
    `SELECT timestamp FROM mlflow.metrics WHERE run_uuid = '${run}' ORDER BY timestamp`,
  );
  const times = rows.split("\n").slice(0, -1).map(Number);
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0))) / 1000;
}
