import { Agent, ClientRequest, IncomingHttpHeaders, request } from "node:http";
import { text as readAll } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { theRehearsal } from "./rehearsal";

export interface TaskAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TaskRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Starts a request for the public host to a port of this machine, as the load balancer sends it. */
export function startRequest(port: number, path: string, { method, headers }: TaskRequest = {}): ClientRequest {
  const host = new URL(theRehearsal().url).hostname;
  return request({ host: "127.0.0.1", port, path, method, headers: { host, ...headers }, agent: new Agent() });
}

/** The whole answer to a request; rejects when the connection breaks. */
export function answerTo(sent: ClientRequest): Promise<TaskAnswer> {
  return new Promise((resolve, reject) => {
    sent.once("error", reject).once("response", (response) => {
      readAll(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    });
  });
}

/** Sends a request and reads the answer. */
export function askTask(port: number, path: string, asked: TaskRequest = {}): Promise<TaskAnswer> {
  const sent = startRequest(port, path, asked);
  const answer = answerTo(sent);
  sent.end(asked.body);
  return answer;
}

/** An authorization header with a token of the rehearsal's issuer. */
export async function asUser(email?: string): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${await theRehearsal().token(email)}` };
}

/** A call of MLflow's REST API with a JSON body. */
export function callApi(
  port: number,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<TaskAnswer> {
  return askTask(port, `/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** Waits until something holds. @throws Error when it does not in time */
export async function eventually(
  what: string,
  seconds: number,
  holds: () => Promise<boolean> | boolean,
): Promise<void> {
  const patienceEnds = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > patienceEnds) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(100);
  }
}
