import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../parallel";
import { theRehearsal } from "../rehearsal";
import { api, Arms, Attack, bearer, cookie, request } from "./attack";
import { CookieForger } from "./cookie-forger";
import { Forger } from "./forger";
import { KeyServer } from "./key-server";
import { Entry, RawAnswer, sendRaw } from "./raw-client";
import { jwkOf } from "./rsa-token";
import { newBrowser, signIn } from "./sign-in";

const AT_ONCE = 12;
const LOG_SECONDS = 20;

/** How one attack went at one entry. */
interface Outcome {
  readonly verdict: string;
  readonly mark: string;
}

/** Attacks that are made all at once, and what came of them. */
export class Campaign {
  private readonly outcomes = new Map<string, Outcome>();
  private keyServer: KeyServer | undefined;
  /** Requests that must get through, at the end: what is before them in the log is complete then. */
  private controls: readonly Outcome[] = [];
  private accessLog = "";

  constructor(private readonly attacks: readonly Attack[]) {}

  /** Signs in, attacks, and reads MLflow's access log. */
  async run(): Promise<void> {
    this.keyServer = await KeyServer.start();
    const forger = new Forger(this.keyServer.url);
    this.keyServer.publish([jwkOf(forger.ownKey, forger.keyId), jwkOf(forger.ownKey, "own")]);
    const [token, alice, bob] = await Promise.all([
      theRehearsal().token(),
      signIn("alice@example.com"),
      signIn("bob@example.com"),
    ]);
    const somebody = newBrowser();
    await somebody.open("/");
    const secret = (await theRehearsal().account.secret("mlflow/oauth2-cookie-secret")) ?? "";
    const arms = { forger, token, alice, bob, begun: [...somebody.cookies], cookies: new CookieForger(secret) };
    const all = madeAt(this.attacks);
    await inParallel(AT_ONCE, all, async ({ entry, attack }) => {
      this.outcomes.set(key(entry, attack.name), await this.attempt(entry, attack, arms));
    });
    this.controls = await Promise.all(CONTROLS.map((control) => this.attempt("front", control, arms)));
    this.accessLog = await logWith(this.controls.map(({ mark }) => mark));
  }

  async close(): Promise<void> {
    await this.keyServer?.close();
  }

  /** What was answered to an attack, and whether MLflow has seen any of it. */
  outcome(entry: Entry, { name }: Attack): { readonly verdict: string; readonly reachedMlflow: boolean } {
    const { verdict, mark } = this.outcomes.get(key(entry, name)) ?? { verdict: "not made", mark: "" };
    return { verdict, reachedMlflow: this.accessLog.includes(mark) };
  }

  /** The same of good requests, which were made at the same time. */
  get controlOutcomes(): readonly { readonly verdict: string; readonly reachedMlflow: boolean }[] {
    return this.controls.map(({ verdict, mark }) => ({ verdict, reachedMlflow: this.accessLog.includes(mark) }));
  }

  /** How often somebody asked for the attacker's keys. */
  get askedForKeys(): number {
    return this.keyServer?.requests ?? 0;
  }

  private async attempt(entry: Entry, attack: Attack, arms: Arms): Promise<Outcome> {
    const mark = `mark${randomBytes(9).toString("hex")}`;
    const { request: bytes, serverName = "mlflow.localhost" } = attack;
    const connection = {
      authority: theRehearsal().authority,
      serverName,
      expectedAnswers: fewestAnswers(verdictAt(entry, attack)),
    };
    const answers = await sendRaw(entry, bytes(arms, mark), connection);
    return { verdict: verdictOf(answers).replaceAll(mark, "<mark>"), mark };
  }
}

/** An experiment that there is not: MLflow itself answers 404. */
const CONTROLS: readonly Attack[] = [
  { name: "a token", request: ({ token }, mark) => request(api(mark), [bearer(token)]), verdict: "404" },
  { name: "a session", request: ({ alice }, mark) => request(api(mark), [cookie(alice)]), verdict: "404" },
];

/** Every attack at every entry where it is made. */
export function madeAt<A extends Attack>(
  attacks: readonly A[],
): readonly { readonly entry: Entry; readonly attack: A }[] {
  return (["front", "oauth2-proxy"] as const).flatMap((entry) =>
    attacks.filter(({ entries }) => entries?.includes(entry) ?? true).map((attack) => ({ entry, attack })),
  );
}

/** What the good requests of every campaign must have come to. */
export const CONTROLS_PASS = CONTROLS.map(({ verdict }) => ({ verdict, reachedMlflow: true }));

/** All answers in one word each. */
export function verdictOf(answers: readonly RawAnswer[]): string {
  const words = answers.map(({ status, header }) => {
    const target = header("location");
    if (target === "") return status;
    if (target.startsWith(`${theRehearsal().issuer}/auth?`)) return "login";
    return status === "301" && /^\/[a-z]/.test(target) ? "tidied" : `${status} to ${target}`;
  });
  return words.length === 0 ? "silence" : words.join(", ");
}

/** What is expected of an attack at one of the entries. */
export function verdictAt(entry: Entry, { verdict }: Attack): string {
  return typeof verdict === "string" ? verdict : verdict[entry];
}

function fewestAnswers(verdict: string): number {
  return Math.min(...verdict.split(" or ").map((one) => (one === "silence" ? 0 : one.split(", ").length)));
}

function key(entry: Entry, name: string): string {
  return `${entry}: ${name}`;
}

/** MLflow's log as soon as it has all of the given words. */
async function logWith(words: readonly string[]): Promise<string> {
  for (const end = Date.now() + LOG_SECONDS * 1000; ;) {
    const log = theRehearsal().log("task-mlflow");
    if (words.every((word) => log.includes(word)) || Date.now() > end) return log;
    await sleep(100);
  }
}
