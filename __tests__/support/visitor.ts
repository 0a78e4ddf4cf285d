import { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { text as readAll } from "node:stream/consumers";
import { theRehearsal } from "./rehearsal";

export interface VisitorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A browser that keeps the cookies of each host, and finds the public host at a port of the test's own. */
export class Visitor {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** @param port of a front; 443 is that of the rehearsal */
  constructor(public port: number) {}

  /** GET, or POST with a form; redirects are left to the caller. */
  async open(address: string, form?: Readonly<Record<string, string>>): Promise<VisitorAnswer> {
    const { url: publicUrl, authority } = theRehearsal();
    const url = new URL(address, publicUrl);
    const jar = this.jar(url.host);
    const body = form && new URLSearchParams(form).toString();
    const answer = await new Promise<VisitorAnswer>((resolve, reject) => {
      const sent = request(url, {
        ...(url.origin === publicUrl ? { hostname: "127.0.0.1", port: this.port, servername: url.hostname } : {}),
        ca: authority,
        agent: false,
        method: body === undefined ? "GET" : "POST",
        headers: {
          host: url.host,
          accept: "text/html",
          cookie: [...jar].map((pair) => pair.join("=")).join("; "),
          ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        },
      });
      sent.on("error", reject).on("response", (response) => {
        readAll(response).then((all) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all });
        }, reject);
      });
      sent.end(body);
    });
    for (const cookie of answer.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  /**
   * Signs in at the issuer that a page of the public host leads to.
   *
   * @returns the address of the callback, which is not opened
   */
  async signInUpToCallback(email: string): Promise<string> {
    let address = led(await this.open("/"));
    for (let hops = 0; hops < 8; hops += 1) {
      if (new URL(address).pathname === "/oauth2/callback") return address;
      const answer = await this.open(address);
      // The login page has a form; everything else leads on.
      const next = answer.headers.location ?? led(await this.open(address, { user: email }));
      address = new URL(next, address).href;
    }
    throw new Error(`led to ${address}`);
  }

  /** The cookies of the public host, by name. */
  get publicCookies(): ReadonlyMap<string, string> {
    return this.jar(new URL(theRehearsal().url).host);
  }

  private jar(host: string): Map<string, string> {
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    return jar;
  }
}

function led({ status, headers, body }: VisitorAnswer): string {
  if (headers.location === undefined) throw new Error(`no redirect but ${status}: ${body.slice(0, 300)}`);
  return headers.location;
}
