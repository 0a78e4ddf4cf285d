import { describeInBrowser, NARROW, Person, TestBrowser, WIDE } from "../support/browser";
import { theRehearsal } from "../support/rehearsal";
import { parse } from "../support/stack-json";

const SECONDS = 1000;
const WEEK_SECONDS = 168 * 3600;

describeInBrowser("the login in a browser", () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.launch();
  }, 60 * SECONDS);

  afterAll(() => browser.close());

  /** Alice, signed in. */
  async function alice(): Promise<Person> {
    const person = await browser.person();
    await person.page.goto("/");
    await person.signInAs("Alice");
    return person;
  }

  it("shows the identity provider's page first, and nothing of MLflow", async () => {
    const somebody = await browser.person();
    await somebody.page.goto("/");
    expect(await somebody.isAskedToSignIn()).toBe(true);
    expect((await somebody.fetch("/ajax-api/2.0/mlflow/experiments/search?max_results=1")).status).toBe(401);
    await somebody.picture("login", true);
    await somebody.page.setViewportSize(NARROW);
    await expectToFit(somebody);
    await somebody.picture("login-narrow");
  }, 60_000);

  it("leads to MLflow, and tells who is there", async () => {
    const person = await alice();
    await person.page.getByText("Welcome to MLflow").waitFor();
    const { status, body } = await person.fetch("/oauth2/userinfo");
    expect([status, parse(body)]).toEqual([200, expect.objectContaining({ email: "alice@example.com" })]);
  }, 60_000);

  // The part behind # never reaches a server: the browser carries it along through redirects and the form. Identity
  // providers that navigate by script lose it.
  it.each([
    ["/?from=a%20mail#/experiments/0/runs", "/?from=a%20mail#/experiments/0/runs"],
    ["/static-files/manifest.json?a=1&b=%2F", "/static-files/manifest.json?a=1&b=%2F"],
  ])(
    "comes back to where the visit began: %s",
    async (visited, expected) => {
      const person = await browser.person();
      await person.page.goto(visited);
      await person.signInAs("Alice");
      expect(person.page.url().slice(theRehearsal().url.length)).toContain(expected);
    },
    60_000,
  );

  it("does not come up for a link to a file of an artifact: like a program, a person gets 401 there", async () => {
    const person = await browser.person();
    const answer = await person.page.goto("/get-artifact?path=plot.png&run_uuid=0123");
    expect(answer?.status()).toBe(401);
  }, 60_000);

  it("leaves one cookie that no script and no other site gets, for a week, and nothing else", async () => {
    const person = await alice();
    const cookies = await person.context.cookies(theRehearsal().url);
    expect(cookies).toEqual([
      expect.objectContaining({
        name: "__Host-oauth2_proxy",
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
        path: "/",
        // Without the dot that a Domain attribute would put in front of it.
        domain: new URL(theRehearsal().url).hostname,
      }),
    ]);
    const expires = cookies.map((cookie) => cookie.expires)[0] ?? 0;
    expect(Math.abs(expires - Date.now() / 1000 - WEEK_SECONDS)).toBeLessThan(60);
    expect(await person.page.evaluate("document.cookie")).not.toContain("oauth2");
  }, 60_000);

  it("keeps a cookie for each sign-in under way, which no script gets, for a quarter of an hour", async () => {
    const person = await browser.person();
    const tabs = [person.page, await person.context.newPage()];
    for (const tab of tabs) await tab.goto("/");
    const cookies = await person.context.cookies(theRehearsal().url);
    expect(cookies.map(({ name }) => name)).toEqual(
      tabs.map((): unknown => expect.stringMatching(/^__Host-oauth2_proxy_.+_csrf$/)),
    );
    for (const { secure, httpOnly, sameSite, path, expires } of cookies) {
      expect([secure, httpOnly, sameSite, path]).toEqual([true, true, "Lax", "/"]);
      expect(Math.abs(expires - Date.now() / 1000 - 15 * 60)).toBeLessThan(60);
    }
    // The one that began first ends last.
    for (const tab of tabs.reverse()) {
      await person.signInAs("Alice", tab);
      await tab.getByText("Welcome to MLflow").waitFor();
    }
    expect((await person.context.cookies(theRehearsal().url)).map(({ name }) => name)).toEqual(["__Host-oauth2_proxy"]);
  }, 60_000);

  it("is over after the sign-out, in every tab: the next visit asks again", async () => {
    const person = await alice();
    const other = await person.context.newPage();
    await other.goto("/");
    await person.page.goto("/oauth2/sign_out");
    expect(await person.isAskedToSignIn()).toBe(true);
    expect((await person.fetch("/oauth2/userinfo")).status).toBe(401);
    expect((await person.fetch("/ajax-api/2.0/mlflow/experiments/search?max_results=1")).status).toBe(401);
    await other.reload();
    expect(await person.isAskedToSignIn(other)).toBe(true);
    expect((await person.context.cookies(theRehearsal().url)).map(({ name }) => name)).not.toContain(
      "__Host-oauth2_proxy",
    );
  }, 60_000);

  it("refuses an account of another domain, says so, and lets somebody else sign in from there", async () => {
    const person = await browser.person();
    await person.page.goto("/");
    await person.signInAs("Mallory");
    expect(person.problems).toEqual(["403 GET /oauth2/callback"]);
    expect((await person.context.cookies(theRehearsal().url)).map(({ name }) => name)).not.toContain(
      "__Host-oauth2_proxy",
    );
    await person.page.getByRole("heading", { name: "Forbidden" }).waitFor();
    await person.picture("refusal", true);
    await person.page.locator(".card-toggle").click();
    await person.page.getByText("Only accounts of certain e-mail domains may use this MLflow.").waitFor();
    await person.picture("refusal-more");
    await person.page.setViewportSize(NARROW);
    await person.picture("refusal-narrow");

    await person.page.setViewportSize(WIDE);
    await person.page.getByRole("button", { name: "Sign in" }).click();
    await person.signInAs("Bob");
    expect(parse((await person.fetch("/oauth2/userinfo")).body)).toMatchObject({ email: "bob@example.com" });
  }, 60_000);
});

/** Nothing must need scrolling sideways. */
async function expectToFit({ page }: Person): Promise<void> {
  expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
}
