import { CookieForger } from "./cookie-forger";
import { Forger } from "./forger";
import { Entry } from "./raw-client";

/** What an attacker works with. */
export interface Arms {
  readonly forger: Forger;
  /** A good token and a good session of alice, a session of bob. Whoever attacks without them does not use them. */
  readonly token: string;
  readonly alice: Cookies;
  readonly bob: Cookies;
  /** Cookies of somebody who has begun to sign in, and has not said who it is. */
  readonly begun: readonly (readonly [name: string, value: string])[];
  readonly cookies: CookieForger;
}

/** Values by the names of cookies. */
export type Cookies = ReadonlyMap<string, string>;

/** A request that must not get through. */
export interface Attack {
  readonly name: string;
  /** @param mark occurs nowhere else: when MLflow's access log has it, something got through */
  readonly request: (arms: Arms, mark: string) => string;
  /**
   * Statuses of all answers, in turn. A redirect to the identity provider is `login`, one to the same path
   * without its dots and double slashes `tidied`, no answer at all `silence`;
   * `or` stands between two that are both right. One for both entries, or one for each.
   */
  readonly verdict: string | Readonly<Record<Entry, string>>;
  /** Where it is made. @default - at both */
  readonly entries?: readonly Entry[];
  /** Name that TLS asks for. @default - the name of the host */
  readonly serverName?: string;
}

/** One of a table. */
export function attack(
  name: string,
  verdict: Attack["verdict"],
  bytes: Attack["request"],
  more: Pick<Attack, "entries" | "serverName"> = {},
): Attack {
  return { name, verdict, request: bytes, ...more };
}

/** Of a request. */
export interface RequestOptions {
  /** @default "GET" */
  readonly method?: string;
  /** Whole lines. @default - one with the name that is served */
  readonly host?: readonly string[];
  /** @default - none */
  readonly body?: string;
}

/** The bytes of a request whose connection ends after the answer. */
export function request(target: string, headers: readonly string[] = [], options: RequestOptions = {}): string {
  const { method = "GET", host = ["Host: mlflow.localhost"], body } = options;
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body, "latin1")}`];
  const lines = [`${method} ${target} HTTP/1.1`, ...host, "Connection: close", ...length, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

/** A path where clients get 401. */
export function api(mark: string): string {
  return `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${mark}`;
}

/** A path where browsers get a login page. */
export function page(mark: string): string {
  return `/?${mark}`;
}

/** A header with a token. */
export function bearer(token: string): string {
  return `Authorization: Bearer ${token}`;
}

/** A header with cookies. */
export function cookie(cookies: Iterable<readonly [name: string, value: string]>): string {
  return `Cookie: ${[...cookies].map((pair) => pair.join("=")).join("; ")}`;
}
