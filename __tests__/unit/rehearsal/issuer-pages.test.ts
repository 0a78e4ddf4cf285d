import { ADA, CLIENT, IssuerFixture, NEW } from "../../support/issuer-fixture";

const fixture = new IssuerFixture();

beforeAll(() => fixture.start(), 40_000);

afterAll(() => fixture.supervisor.stop(), 20_000);

describe("the login page", () => {
  it("has a button for each user, and shows names as text", async () => {
    const visitor = fixture.browser();
    const { body, headers } = await visitor.open(await fixture.loginPage(visitor));
    expect(body).toContain("<h1>Rehearsal sign-in</h1>");
    expect(body.match(/<button name="user" value="[^"]*">/g)).toEqual(
      [ADA, NEW].map(({ email }) => `<button name="user" value="${email}">`),
    );
    expect(body).toContain("Ada &#60;script&#62; &#38; &#34;Countess&#34;");
    expect(body).not.toContain("<script");
    // Chromium would stop the form where it leads back to the application, without a word on the page.
    expect(headers["content-security-policy"]).toContain(`form-action 'self' ${new URL(CLIENT.redirectUri).origin};`);
  });

  it("is not for another browser, and not for users that there are not", async () => {
    const visitor = fixture.browser();
    const path = await fixture.loginPage(visitor);
    for (const form of [undefined, { user: ADA.email }]) {
      expect(await fixture.browser().open(path, form)).toMatchObject({ status: 400 });
    }
    const stranger = await visitor.open(path, { user: "stranger@example.com" });
    expect(stranger.status).toBe(400);
    expect(stranger.body).toContain("no such user");
  });
});

describe("identity tokens for scripts", () => {
  it("hold who it is and for whom it is meant", async () => {
    const { iat, exp, sub, ...others } = await fixture.claims(
      await fixture.issuer.identityToken(ADA.email, "a b&c", 60),
    );
    expect(others).toEqual({ iss: fixture.issuer.url, aud: "a b&c", email: ADA.email, email_verified: true });
    expect(Number(exp) - Number(iat)).toBe(60);
    expect(Math.abs(Number(iat) - Date.now() / 1000)).toBeLessThan(30);
    expect(sub).toMatch(/^[0-9a-f]{24}$/);
  });

  it.each([
    ["a user that there is not", "stranger@example.com", "scripts", undefined, "is nobody here; there is ada@"],
    ["no audience", ADA.email, "", undefined, "audience: name whom"],
    ["a lifetime of nothing", ADA.email, "scripts", 0, "lifetime: must be seconds"],
  ])("are refused for %s", async (_what, email, audience, lifetime, why) => {
    await expect(fixture.issuer.identityToken(email, audience, lifetime)).rejects.toThrow(why);
    const path = `/identity-token?user=${email}&audience=${audience}${lifetime === undefined ? "" : "&lifetime=0"}`;
    const answer = await fixture.browser().open(path);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
  });
});
