import { describeInBrowser, Person, TestBrowser } from "../support/browser";
import { theRehearsal } from "../support/rehearsal";
import { PROJECT, readText } from "../support/synthesis";
import { tableUnder, uncode } from "../architecture/markdown";

/** Pixels; the pictures of the guide are small ones. */
const PICTURE = { width: 960, height: 560 };
const LINE = { width: 560, height: 90 };

const EXPERIMENTS = "/ajax-api/2.0/mlflow/experiments/search?max_results=1";

describeInBrowser("MLflow in a browser, after the login", () => {
  let browser: TestBrowser;
  /** What stood on the pages of these tests. */
  const seen: string[] = [];

  beforeAll(async () => {
    browser = await TestBrowser.launch();
  }, 60_000);

  afterAll(() => browser.close());

  async function alice(address: string): Promise<Person> {
    const person = await browser.person(PICTURE);
    await person.page.goto(address);
    await person.signInAs("Alice");
    return person;
  }

  /** Ends the session of a browser as oauth2-proxy does when the provider refuses: the cookie is gone. */
  async function endSession({ context }: Person): Promise<void> {
    await context.clearCookies({ name: "__Host-oauth2_proxy" });
  }

  async function read({ page }: Person): Promise<void> {
    seen.push(await page.innerText("body"));
  }

  it("shows the experiments", async () => {
    const person = await alice("/#/experiments");
    await person.page.getByRole("link", { name: "Default", exact: true }).waitFor();
    await person.picture("experiments", true, person.page.getByRole("main"));
  }, 60_000);

  it("looks empty once the session has ended, and is complete again after a reload and the login", async () => {
    const person = await alice("/#/experiments");
    await person.page.getByRole("link", { name: "Default", exact: true }).waitFor();
    // Loaded anew: the browser has the program of the other page, and MLflow has forgotten what stood on it.
    await person.page.goto("/");
    await person.page.getByText("Welcome to MLflow").waitFor();
    await endSession(person);
    await person.page.goto("/#/experiments");
    await person.page.getByText("Create your first experiment", { exact: true }).waitFor();
    expect(person.problems).toContain("401 GET /ajax-api/2.0/mlflow/experiments/search");
    await read(person);
    await person.picture("session-ended", true, person.page.getByRole("main"));

    await person.page.reload();
    expect(await person.isAskedToSignIn()).toBe(true);
    await person.signInAs("Alice");
    expect(person.page.url()).toBe(`${theRehearsal().url}/#/experiments`);
    await person.page.getByRole("link", { name: "Default", exact: true }).waitFor();
  }, 60_000);

  it("says that something went wrong when the browser has to fetch the program of the next page", async () => {
    const person = await alice("/#/experiments");
    await person.page.getByRole("link", { name: "Default", exact: true }).waitFor();
    await endSession(person);
    await person.page.goto("/#/models");
    await person.page.getByText("Something went wrong").waitFor();
    await read(person);
    await person.page.reload();
    expect(await person.isAskedToSignIn()).toBe(true);
  }, 60_000);

  it("tells by /oauth2/userinfo who is signed in", async () => {
    const person = await alice("/");
    await person.page.goto("/oauth2/userinfo");
    await read(person);
    expect(seen.at(-1)).toMatch(/^\{"user":"[^"]+","email":"alice@example\.com"\}\s*$/);
    await person.page.setViewportSize(LINE);
    await person.picture("who-am-i", true);
  }, 60_000);

  it.each([
    ["/oauth2/sign_out", "the login"],
    ["/oauth2/sign_out?rd=%2Frobots.txt", "/robots.txt"],
    ["/oauth2/sign_out?rd=https%3A%2F%2Felsewhere.test%2F", "the login"],
    ["/oauth2/sign_out?rd=%2F%2Felsewhere.test%2F", "the login"],
  ])(
    "is left by %s, which leads to %s",
    async (address, place) => {
      const person = await alice("/");
      await person.page.goto(address);
      const asked = await person.isAskedToSignIn();
      expect(asked ? "the login" : person.page.url().slice(theRehearsal().url.length)).toBe(place);
      expect((await person.fetch(EXPERIMENTS)).status).toBe(401);
      await person.page.goto("/oauth2/userinfo");
      await read(person);
    },
    60_000,
  );

  it("is not there for a refused account, whose page tells why", async () => {
    const person = await browser.person();
    await person.page.goto("/");
    await person.signInAs("Mallory");
    await person.page.locator(".card-toggle").click();
    await read(person);
  }, 60_000);

  it("has every sentence that the guide quotes", () => {
    const quoted = tableUnder(readText(PROJECT, "docs/data-scientists.md"), "What a page says").map(([cell]) =>
      uncode(cell),
    );
    expect(quoted.length).toBeGreaterThan(3);
    expect(quoted.filter((sentence) => !seen.some((page) => page.includes(sentence)))).toEqual([]);
  });
});
