// What a request costs and what the defaults are made of, on the registered task: requests a second and latencies direct to
// MLflow, through oauth2-proxy and through the front; workers; database pool; artifacts on both paths. Ratios in one run,
// of interleaved rounds, since a machine may be busy. Needs what `npm run rehearse` needs, on Linux.
// Usage: npm run bench:serve [-- <requests of a round, default 150> [<megabytes of an artifact, default 200>]]
import { runCommand } from "../src/cli/command";
import { HOST } from "../src/rehearsal/deployment";
import { identityToken } from "../src/rehearsal/issuer/issuer";
import { Progress } from "../src/rehearsal/progress";
import { NEEDED_TOOLS, Rehearsal, startRehearsal } from "../src/rehearsal/rehearsal";
import { Supervisor } from "../src/rehearsal/supervisor";
import { Task } from "../src/rehearsal/task";
import { requireTools } from "../src/rehearsal/tools";
import { Load, loadOf, makeRun, OPERATIONS, percentile, Target, transfer, transferByClient } from "./serve-load";
import { peakOf } from "./serve-memory";

const ENTRIES = {
  MLflow: "http://127.0.0.1:4180",
  "oauth2-proxy": "http://127.0.0.1:8080",
  front: "https://127.0.0.1:443",
} as const;
const ROUNDS = 3;

runCommand(async ([requests = "150", megabytes = "200"]) => {
  const { "oauth2-proxy": oauth2Proxy, ...tools } = requireTools([...NEEDED_TOOLS, "oauth2-proxy"], process.env);
  const supervisor = new Supervisor();
  process.once("SIGINT", () => void supervisor.stop());
  try {
    const progress = new Progress((line) => process.stderr.write(`${line}\n`));
    const rehearsal = await startRehearsal(supervisor, { tools, oauth2Proxy, terraformArguments: [], progress });
    await bench(rehearsal, Number(requests), Number(megabytes), progress);
  } finally {
    await supervisor.stop();
  }
});

async function bench(rehearsal: Rehearsal, requests: number, megabytes: number, progress: Progress): Promise<void> {
  const { facts } = rehearsal;
  const issuer = { url: facts.issuer, authorityFile: facts.authorityFile };
  const token = await identityToken(issuer, "alice@example.com", facts.audience);
  const target: Target = { host: HOST, token, authority: facts.authorityFile };
  const run = await makeRun(ENTRIES.MLflow, target);

  const entries: Record<string, Load[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [operation, path, payload] of OPERATIONS) {
      for (const [entry, address] of Object.entries(ENTRIES)) {
        const load = await loadOf(address, target, path, payload(run), requests);
        (entries[`${operation}, ${entry}`] ??= []).push(load);
      }
    }
  }
  table("the way in", "request, by", entries, (name) => name.replace(/, .*/, ", MLflow"));

  const memory = await artifacts(rehearsal.task, target, run, megabytes);
  print(
    `\n| ${megabytes} MB | up MB/s | down MB/s | most memory: MLflow MB | oauth2-proxy MB |\n| --- | --- | --- | --- | --- |`,
    memory,
  );
  await progress.step("artifacts", Promise.resolve());

  await variants(rehearsal, target, requests, progress);
}

async function artifacts(task: Task, target: Target, run: string, megabytes: number): Promise<string[]> {
  const roots = ["mlflow", "oauth2-proxy"].map((name) => task.containers.get(name)?.program.pid ?? 0);
  const row = (
    name: string,
    { result, peaks }: { result: { up: number; down: number }; peaks: readonly number[] },
  ): string => `| ${[name, ...[result.up, result.down, ...peaks].map((value) => value.toFixed(0))].join(" | ")} |`;
  const rows: string[] = [];
  for (const [entry, address] of Object.entries(ENTRIES)) {
    rows.push(row(`through the server, by ${entry}`, await peakOf(roots, transfer(address, target, run, megabytes))));
  }
  for (const path of ["direct", "through the server"] as const) {
    rows.push(row(`MLflow's client, ${path}`, await peakOf(roots, transferByClient(path, target, megabytes))));
  }
  return rows;
}

/** Each variant twice, the second time in reverse order. */
async function variants(rehearsal: Rehearsal, target: Target, requests: number, progress: Progress): Promise<void> {
  const settings: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["2 workers, NullPool", {}],
    ["1 worker, NullPool", { MLFLOW_WORKERS: "1" }],
    ["4 workers, NullPool", { MLFLOW_WORKERS: "4" }],
    ["2 workers, QueuePool", { MLFLOW_SQLALCHEMYSTORE_POOLCLASS: "QueuePool" }],
  ];
  await rehearsal.task.stop("The next variant.");
  const loads: Record<string, Load[]> = {};
  const idle: string[] = [];
  for (const [index, [name, overrides]] of [...settings, ...[...settings].reverse()].entries()) {
    const task = rehearsal.run(`variant-${index}`, overrides);
    const started = Date.now();
    await task.started;
    const seconds = (Date.now() - started) / 1000;
    const run = await makeRun(ENTRIES.MLflow, target);
    for (const [operation, path, payload] of OPERATIONS) {
      (loads[`${operation}, ${name}`] ??= []).push(await loadOf(ENTRIES.MLflow, target, path, payload(run), requests));
    }
    const { peaks } = await peakOf([task.containers.get("mlflow")?.program.pid ?? 0], Promise.resolve());
    idle.push(`| ${name} | ${seconds.toFixed(0)} | ${(peaks[0] ?? 0).toFixed(0)} |`);
    await task.stop("The next variant.");
    await progress.step(name, Promise.resolve());
  }
  table("workers and pools", "request, with", loads, (name) => name.replace(/, .*/, ", 2 workers, NullPool"));
  print("\n| variant | start s | memory MB |\n| --- | --- | --- |", idle.sort());
}

/** @param base name of the row that a row is compared with */
function table(
  title: string,
  heading: string,
  rows: Readonly<Record<string, Load[]>>,
  base: (name: string) => string,
): void {
  const figures = Object.fromEntries(Object.entries(rows).map(([name, loads]) => [name, summary(loads)]));
  print(
    `\n**${title}**\n\n| ${heading} | requests/s | p50 ms | p95 ms | requests/s, ratio | p50, ratio | sent again |\n| --- | --- | --- | --- | --- | --- | --- |`,
    Object.entries(figures).map(([name, { rate, p50, p95, repeated }]) => {
      const other = figures[base(name)];
      const ratios = other === undefined ? [] : [rate / other.rate, p50 / other.p50];
      const cells = [
        rate.toFixed(0),
        p50.toFixed(1),
        p95.toFixed(1),
        ...ratios.map((ratio) => ratio.toFixed(2)),
        repeated,
      ];
      return `| ${[name, ...cells].join(" | ")} |`;
    }),
  );
}

function summary(loads: readonly Load[]): { rate: number; p50: number; p95: number; repeated: number } {
  const latencies = loads.flatMap((load) => load.latencies);
  const seconds = loads.reduce((sum, load) => sum + load.seconds, 0);
  return {
    rate: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    repeated: loads.reduce((sum, load) => sum + load.repeated, 0),
  };
}

function print(head: string, rows: readonly string[]): void {
  process.stdout.write(`${[head, ...rows].join("\n")}\n`);
}
