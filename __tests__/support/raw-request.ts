import { ClientRequest, request as requestByHttp, RequestOptions } from "node:http";
import { request } from "node:https";
import { text as readAll } from "node:stream/consumers";
import { Answer } from "./exchange";
import { theRehearsal } from "./rehearsal";
import { Json } from "./stack-json";

export interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly json?: Json | undefined;
}

/** What the rehearsal's address answers to one request, without following redirects. @param path with its query */
export function rawAnswer(path: string, raw: RawRequest = {}): Promise<Answer> {
  const { url, authority } = theRehearsal();
  // Node does not resolve the name by itself.
  const target = { host: "127.0.0.1", servername: new URL(url).hostname, ca: authority };
  return answerTo(request({ ...target, ...options(path, raw) }), raw);
}

/** What MLflow of a task of a test's own answers, on a port of this machine, without a login before it. */
export function directAnswer(port: number, path: string, raw: RawRequest = {}): Promise<Answer> {
  return answerTo(requestByHttp({ host: "127.0.0.1", port, ...options(path, raw) }), raw);
}

function options(path: string, { headers = {}, json }: RawRequest): RequestOptions {
  const { hostname: host } = new URL(theRehearsal().url);
  const type = json === undefined ? {} : { "content-type": "application/json" };
  return {
    agent: false,
    method: json === undefined ? "GET" : "POST",
    path,
    headers: { host, accept: "*/*", ...type, ...headers },
  };
}

function answerTo(sent: ClientRequest, { json }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.on("error", reject).on("response", (response) => {
      readAll(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    });
    sent.end(json === undefined ? undefined : JSON.stringify(json));
  });
}
