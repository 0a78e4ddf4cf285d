import { Answer, exchange, keepCookies } from "./exchange";
import { theRehearsal } from "./rehearsal";

/** A browser that keeps the cookies of each host, and finds the public host at a port of the test's own. */
export class Visitor {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** @param port of a front; 443 is that of the rehearsal */
  constructor(public port: number) {}

  /** GET, or POST with a form; redirects are left to the caller. */
  async open(address: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
    const { url: publicUrl, authority } = theRehearsal();
    const url = new URL(address, publicUrl);
    const jar = this.jar(url.host);
    const place = url.origin === publicUrl ? { port: this.port } : {};
    const answer = await exchange(url, { ca: authority, ...place }, jar, form);
    keepCookies(jar, answer);
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

function led({ status, headers, body }: Answer): string {
  if (headers.location === undefined) throw new Error(`no redirect but ${status}: ${body.slice(0, 300)}`);
  return headers.location;
}
