import { execFile } from "node:child_process";
import { request } from "node:http";
import { promisify } from "node:util";
import { listAt, numberAt, textAt } from "../src/cli/json";

const run = promisify(execFile);
const CONNECTIONS = 8;
const PYTHON = ".venv/rehearsal/bin/python";

/** Whom requests are for, and as whom they are sent. */
export interface Target {
  readonly host: string;
  readonly token: string;
  readonly authority: string;
}

/** Of one round. */
export interface Load {
  readonly seconds: number;
  /** Milliseconds. */
  readonly latencies: readonly number[];
  /** How often a request was sent again after an answer of 5xx. */
  readonly repeated: number;
}

/** Name, path, and what is sent for a run. */
export const OPERATIONS: readonly (readonly [string, string, (runId: string) => object])[] = [
  ["log-metric", "/api/2.0/mlflow/runs/log-metric", (run_id): object => ({ run_id, ...metric(0) })],
  [
    "log-batch of 100",
    "/api/2.0/mlflow/runs/log-batch",
    (run_id): object => ({ run_id, metrics: Array.from({ length: 100 }, (_, index) => metric(index)) }),
  ],
  ["search-runs", "/api/2.0/mlflow/runs/search", (): object => ({ experiment_ids: ["0"], max_results: 100 })],
];

function metric(step: number): object {
  return { key: "loss", value: Math.random(), timestamp: Date.now(), step };
}

/** Makes a run in the default experiment. @returns its id */
export async function makeRun(address: string, target: Target): Promise<string> {
  const answer = await post(address, target, "/api/2.0/mlflow/runs/create", {
    experiment_id: "0",
    start_time: Date.now(),
  });
  const id = textAt(answer, "run", "info", "run_id");
  if (id === undefined) throw new Error(`no run was made: ${JSON.stringify(answer)}`);
  return id;
}

/** Sends requests over 8 connections, from a process of its own. */
export async function loadOf(
  address: string,
  target: Target,
  path: string,
  body: unknown,
  requests: number,
): Promise<Load> {
  const settings = {
    ...target,
    address,
    path,
    method: "POST",
    body: JSON.stringify(body),
    requests,
    connections: CONNECTIONS,
  };
  const found = await json(process.execPath, ["bench/load.mjs", JSON.stringify(settings)]);
  return {
    seconds: numberAt(found, "seconds") ?? NaN,
    latencies: listAt(found, "latencies").map(Number),
    repeated: numberAt(found, "repeated") ?? NaN,
  };
}

/** Sends one artifact through the server and fetches it back. @returns MB a second */
export async function transfer(
  address: string,
  target: Target,
  runId: string,
  megabytes: number,
): Promise<{ up: number; down: number }> {
  const path = `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/bench.bin`;
  return speeds(
    await json(process.execPath, ["bench/transfer.mjs", JSON.stringify({ ...target, address, path, megabytes })]),
  );
}

/** The same with MLflow's own client, which takes the direct path unless it is told not to. */
export async function transferByClient(
  path: "direct" | "through the server",
  target: Target,
  megabytes: number,
): Promise<{ up: number; down: number }> {
  const proxied = { MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: "false", MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD: "false" };
  const direct = {
    MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: "true",
    MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: "50000000",
  };
  const env = {
    PATH: process.env.PATH ?? "",
    MLFLOW_TRACKING_URI: `https://${target.host}`,
    MLFLOW_TRACKING_TOKEN: target.token,
    MLFLOW_TRACKING_SERVER_CERT_PATH: target.authority,
    ...(path === "direct" ? direct : proxied),
  };
  return speeds(await json(PYTHON, ["bench/client_transfer.py", target.host, String(megabytes)], env));
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

function speeds(found: unknown): { up: number; down: number } {
  return { up: numberAt(found, "up") ?? NaN, down: numberAt(found, "down") ?? NaN };
}

async function json(file: string, args: readonly string[], env = process.env): Promise<unknown> {
  const { stdout } = await run(file, args, { env, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

function post(address: string, { host, token }: Target, path: string, body: unknown): Promise<unknown> {
  const headers = { host, authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const call = request(`${address}${path}`, { method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve(JSON.parse(text));
      });
    });
    call.on("error", reject).end(JSON.stringify(body));
  });
}
