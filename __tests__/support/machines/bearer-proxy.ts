import { ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../src/rehearsal/listen";
import { cleanEnvironment } from "../environment";

/** Whether oauth2-proxy is on PATH. */
export const HAS_PROXY = spawnSync("oauth2-proxy", ["--version"]).error === undefined;

/** Whom a proxy lets in. */
export interface Admitted {
  /** Issuers whose tokens are accepted, for the one audience. */
  readonly issuers: readonly string[];
  readonly audience: string;
  /** Exact subjects. @default none */
  readonly subjects?: readonly string[];
  /** E-mail domain. @default none */
  readonly domain?: string;
}

/** The real oauth2-proxy with bearer tokens, in front of nothing: it only says who gets in. */
export class BearerProxy {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  static async start({ issuers, audience, subjects = [], domain }: Admitted): Promise<BearerProxy> {
    const folder = mkdtempSync(join(tmpdir(), "bearer-proxy-"));
    const subjectsFile = join(folder, "subjects");
    writeFileSync(subjectsFile, subjects.map((subject) => `${subject}\n`).join(""));
    const port = await freePort();
    const args = [
      "--provider=google",
      "--client-id=client",
      "--client-secret=secret",
      `--cookie-secret=${"0".repeat(32)}`,
      `--http-address=127.0.0.1:${String(port)}`,
      "--upstream=static://200",
      "--skip-jwt-bearer-tokens=true",
      `--extra-jwt-issuers=${issuers.map((issuer) => `${issuer}=${audience}`).join(",")}`,
      "--api-route=^/",
      `--authenticated-emails-file=${subjectsFile}`,
      ...(domain === undefined ? [] : [`--email-domain=${domain}`]),
    ];
    const process = spawn("oauth2-proxy", args, { env: cleanEnvironment(), stdio: "ignore" });
    const proxy = new BearerProxy(process, folder, `http://127.0.0.1:${String(port)}`);
    await proxy.answers();
    return proxy;
  }

  /** The status that a request with this token gets. */
  async verdict(token: string): Promise<number> {
    const { status } = await fetch(`${this.url}/`, { headers: { authorization: `Bearer ${token}` } });
    return status;
  }

  async stop(): Promise<void> {
    this.process.kill("SIGTERM");
    if (this.process.exitCode === null) await once(this.process, "exit");
    rmSync(this.folder, { recursive: true });
  }

  private async answers(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (this.process.exitCode !== null) break;
      const up = await fetch(`${this.url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (up) return;
      await sleep(100);
    }
    throw new Error(`oauth2-proxy did not start: ${String(this.process.exitCode)}`);
  }
}
