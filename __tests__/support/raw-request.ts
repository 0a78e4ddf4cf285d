import { request } from "node:https";
import { text as readAll } from "node:stream/consumers";
import { Answer } from "./issuer-client";
import { theRehearsal } from "./rehearsal";
import { Json } from "./stack-json";

export interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly json?: Json;
}

/** What the rehearsal's address answers to one request, without following redirects. @param path with its query */
export function rawAnswer(path: string, { headers = {}, json }: RawRequest = {}): Promise<Answer> {
  const { url, authority } = theRehearsal();
  const { hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    // Node does not resolve the name by itself.
    const target = { host: "127.0.0.1", servername: hostname, ca: authority, agent: false };
    const sent = request({
      ...target,
      path,
      method: json === undefined ? "GET" : "POST",
      headers: {
        host: hostname,
        accept: "*/*",
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
    });
    sent.on("error", reject).on("response", (response) => {
      readAll(response).then((all) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all });
      }, reject);
    });
    sent.end(json === undefined ? undefined : JSON.stringify(json));
  });
}
