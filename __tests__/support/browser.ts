import { createHash, X509Certificate } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { Browser, BrowserContext, chromium, Locator, Page } from "playwright-core";
import { Certificate } from "../../src/rehearsal/certificates";
import { theRehearsal } from "./rehearsal";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find(isExecutable);

/** Tests in a browser: they skip by name where there is no Chromium, or no oauth2-proxy. */
export const describeInBrowser = CHROMIUM !== undefined && process.env.E2E_LOGIN === "yes" ? describe : describe.skip;

/** Pixels; of a laptop, and of a telephone. */
export const WIDE = { width: 1200, height: 800 };
export const NARROW = { width: 390, height: 844 };

/** The certificate of everything that the rehearsal's browsers talk to. */
export function webTls(): Certificate {
  const { authorityFile } = theRehearsal();
  const file = (name: string): string => join(dirname(authorityFile), name);
  return { certificateFile: file("server.pem"), keyFile: file("server.key"), authorityFile };
}

/** The system's Chromium without a window. Each person has cookies of their own. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  /** @param port of this machine where the rehearsal's address leads to. @default - its own */
  static async launch(port?: number): Promise<TestBrowser> {
    const { hostname } = new URL(theRehearsal().url);
    const browser = await chromium.launch({
      executablePath: CHROMIUM ?? "",
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync"],
        // This key and no other: Playwright's ignoreHTTPSErrors trusts everybody, and does not reach shared workers.
        `--ignore-certificate-errors-spki-list=${keyHash(webTls().certificateFile)}`,
        ...(port === undefined ? [] : [`--host-resolver-rules=MAP ${hostname}:443 127.0.0.1:${port}`]),
      ],
    });
    return new TestBrowser(browser);
  }

  /** Somebody with an empty browser. */
  async person(viewport = WIDE): Promise<Person> {
    const context = await this.browser.newContext({ viewport, baseURL: theRehearsal().url });
    // A machine with nothing but a loopback device is offline to Chromium, and then MLflow's pages wait for the network.
    await context.addInitScript({
      content: 'Object.defineProperty(Navigator.prototype, "onLine", { get: () => true })',
    });
    return new Person(context, await context.newPage());
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** Somebody in front of a browser. */
export class Person {
  /** What the developer tools would show in red: answers that are errors, errors of scripts, requests to strangers. */
  readonly problems: string[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    const known = [theRehearsal().url, theRehearsal().issuer];
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && !known.includes(origin)) this.problems.push(`request to ${origin}`);
    });
    page.on("response", (response) => {
      const [status, method] = [response.status(), response.request().method()];
      if (status >= 400) this.problems.push(`${status} ${method} ${new URL(response.url()).pathname}`);
    });
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("console", (message) => {
      // An answer that is an error stands in the list already.
      const isAnswer = message.text().startsWith("Failed to load resource: the server responded");
      if (message.type() === "error" && !isAnswer) this.problems.push(message.text());
    });
  }

  /** Chooses a name on the login page, and waits until the application has them back. */
  async signInAs(name: string, page = this.page): Promise<void> {
    await page.getByRole("button", { name }).click();
    await page.waitForURL(({ origin }) => origin === theRehearsal().url);
  }

  /** Whether the login page is what they see. */
  async isAskedToSignIn(page = this.page): Promise<boolean> {
    const { origin } = new URL(page.url());
    return origin !== theRehearsal().url && (await page.getByRole("form", { name: "Who signs in" }).isVisible());
  }

  /** What a script on the application's pages gets for a path; redirects are not followed: status 0. */
  async fetch(path: string): Promise<{ readonly status: number; readonly body: string }> {
    const page = await this.context.newPage();
    // A page of this origin for which nobody has to sign in.
    await page.goto("/robots.txt");
    const answer = await page.evaluate(async (wanted) => {
      const response = await fetch(wanted, { redirect: "manual" });
      return { status: response.status, body: await response.text() };
    }, path);
    await page.close();
    return answer;
  }

  /**
   * Keeps a picture below `build/screenshots`; with `UPDATE_PICTURES=1` also where the documents show it from.
   *
   * @param part of the page. @default - what the window shows
   */
  async picture(name: string, forDocuments = false, part: Page | Locator = this.page): Promise<void> {
    await part.screenshot({ path: join("build", "screenshots", `${name}.png`) });
    if (forDocuments && process.env.UPDATE_PICTURES === "1")
      await part.screenshot({ path: join("docs", "images", `${name}.png`) });
  }
}

/** As Chromium names a public key. */
function keyHash(certificateFile: string): string {
  const { publicKey } = new X509Certificate(readFileSync(certificateFile));
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
