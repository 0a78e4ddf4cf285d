import { IncomingHttpHeaders } from "node:http";
import { request, RequestOptions } from "node:https";
import { text as readAll } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** GET, or POST with a form, with these cookies by name. All names of a rehearsal are of this machine. */
export function exchange(
  address: URL,
  options: Omit<RequestOptions, "headers"> & { readonly headers?: Readonly<Record<string, string>> },
  cookies: ReadonlyMap<string, string>,
  form?: Readonly<Record<string, string>>,
): Promise<Answer> {
  const body = form && new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const sent = request(address, {
      // Node does not know all of them.
      hostname: "127.0.0.1",
      servername: address.hostname,
      agent: false,
      method: body === undefined ? "GET" : "POST",
      ...options,
      headers: {
        host: address.host,
        accept: "text/html, */*",
        cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        ...options.headers,
      },
    });
    sent.on("error", reject).on("response", (response) => {
      readAll(response).then((all) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all });
      }, reject);
    });
    sent.end(body);
  });
}

/** Keeps what an answer sets, and forgets what it takes away. */
export function keepCookies(jar: Map<string, string>, { headers }: Answer): void {
  for (const cookie of headers["set-cookie"] ?? []) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "" || /max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
    else jar.set(name, value);
  }
}
