import { FOREIGN_ADDRESSES, leadsTo } from "../support/attacks/foreign-addresses";
import { SESSION } from "../support/attacks/cookie-forger";
import { beginSignIn, newBrowser, signIn } from "../support/attacks/sign-in";
import { Answer } from "../support/exchange";
import { Browser } from "../support/issuer-client";
import { inParallel } from "../support/parallel";
import { describeWithLogin } from "../support/rehearsal";

const ALICE = "alice@example.com";
const AT_ONCE = 6;

/** Nobody is signed in. */
function refused(app: Browser, { status }: Answer): string {
  return app.cookies.has(SESSION) ? "signed in" : String(status);
}

/** A callback with other parameters, or without them. `<number>` stands for its own number but for the last character. */
function withParameters(callback: string, changes: Readonly<Record<string, string | undefined>>): string {
  const address = new URL(callback);
  const [number] = stateOf(callback);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) address.searchParams.delete(name);
    else address.searchParams.set(name, value.replace("<number>", number.slice(0, -1)));
  }
  return address.href;
}

/** What the sign-in keeps of itself in `state`: a number that nobody knows, and where it leads to. */
function stateOf(callback: string): [nonce: string, target: string] {
  const [nonce = "", ...rest] = (new URL(callback).searchParams.get("state") ?? "").split(":");
  return [nonce, rest.join(":")];
}

/** Those that lead elsewhere. NUL becomes a header that no load balancer and no browser takes: it leads nowhere. */
function foreign<E extends { readonly address: string; readonly host: string }>(ends: readonly E[]): readonly E[] {
  expect(ends).toHaveLength(FOREIGN_ADDRESSES.length);
  return ends.filter(({ address, host }) => host !== (address.includes("\u0000") ? "nowhere" : "mlflow.localhost"));
}

describeWithLogin("a sign-in", () => {
  it("leads back to the page where it began, with a session that belongs to this host alone", async () => {
    const { app, callback } = await beginSignIn(ALICE, newBrowser(), "/?page=1");
    const { status, headers } = await app.open(callback);
    expect([status, headers.location]).toEqual([302, "/?page=1"]);
    const [session = ""] = (headers["set-cookie"] ?? []).filter((cookie) => cookie.startsWith(`${SESSION}=`));
    expect(session.split("; ").slice(1).sort()).toEqual([
      "HttpOnly",
      "Max-Age=604800",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ]);
    expect((await app.open("/version")).status).toBe(200);
  });

  it("of a stranger ends with an error page and without a session", async () => {
    const { app, callback } = await beginSignIn("mallory@elsewhere.test");
    expect(refused(app, await app.open(callback))).toBe("403");
  });

  it("leads nowhere else, whatever is asked for at its beginning", async () => {
    const ways = FOREIGN_ADDRESSES.flatMap((address) => [
      { path: `/oauth2/start?rd=${encodeURIComponent(address)}`, headers: {} },
      { path: `/oauth2/sign_in?rd=${encodeURIComponent(address)}`, headers: {} },
      ...(/[^\x20-\x7e]|^ | $/.test(address)
        ? []
        : [{ path: "/oauth2/start", headers: { "x-auth-request-redirect": address } }]),
    ]);
    const targets = await inParallel(AT_ONCE, ways, async ({ path, headers }) => {
      const { headers: answer } = await newBrowser().open(path, undefined, headers);
      const [, target] = stateOf(answer.location ?? "");
      return { path, headers, target, host: leadsTo(target) };
    });
    expect(targets.filter(({ target, host }) => target === "" || host !== "mlflow.localhost")).toEqual([]);
    expect(targets).toHaveLength(ways.length);
  });

  it("leads nowhere else, whatever is in its state at its end", async () => {
    const ends = await inParallel(AT_ONCE, FOREIGN_ADDRESSES, async (address) => {
      const { app, callback } = await beginSignIn(ALICE);
      const [nonce] = stateOf(callback);
      const answer = await app.open(withParameters(callback, { state: `${nonce}:${address}` }));
      return { address, host: leadsTo(answer.headers.location ?? "https://nowhere/") };
    });
    expect(foreign(ends)).toEqual([]);
  }, 60_000);

  it("leads nowhere else at sign-out", async () => {
    const ends = await inParallel(AT_ONCE, FOREIGN_ADDRESSES, async (address) => {
      const { headers } = await newBrowser().open(`/oauth2/sign_out?rd=${encodeURIComponent(address)}`);
      return { address, host: leadsTo(headers.location ?? "https://nowhere/") };
    });
    expect(foreign(ends)).toEqual([]);
  });

  it("is refused in another browser than it began in: nobody is signed in as somebody else", async () => {
    const { callback } = await beginSignIn("bob@example.com");
    const stranger = newBrowser();
    expect(refused(stranger, await stranger.open(callback))).toBe("403");
    const another = await beginSignIn(ALICE);
    expect(refused(another.app, await another.app.open(callback))).toBe("403");
  });

  it("is refused with the code of another sign-in, which is bound to its own browser", async () => {
    const [mine, theirs] = await Promise.all([beginSignIn(ALICE), beginSignIn("bob@example.com")]);
    const code = new URL(theirs.callback).searchParams.get("code") ?? "";
    const answer = await mine.app.open(withParameters(mine.callback, { code }));
    expect(refused(mine.app, answer)).toBe("500");
  });

  it.each([
    ["no state", { state: undefined }, "500"],
    ["an empty state", { state: "" }, "500"],
    ["a state without its number", { state: ":/" }, "403"],
    ["another number in the state", { state: "x<number>:/" }, "403"],
    ["another end of the number", { state: "<number>_:/" }, "403"],
    ["no code", { code: undefined }, "500"],
    ["a made-up code", { code: "made-up" }, "500"],
    ["an error instead", { error: "access_denied" }, "403"],
  ])("is refused with %s", async (_what, changes, status) => {
    const { app, callback } = await beginSignIn(ALICE);
    expect(refused(app, await app.open(withParameters(callback, changes)))).toBe(status);
  });

  it("works once: neither the same address nor the same cookies end it again", async () => {
    const { app, callback } = await beginSignIn(ALICE);
    const begun = new Map(app.cookies);
    expect((await app.open(callback)).status).toBe(302);
    const again = newBrowser();
    for (const [name, value] of begun) again.cookies.set(name, value);
    expect(refused(again, await again.open(callback))).toBe("500");
    const later = newBrowser();
    expect(refused(later, await later.open(callback))).toBe("403");
  });

  it("is refused with a begun sign-in whose cookie was altered", async () => {
    const { app, callback } = await beginSignIn(ALICE);
    for (const [name, value] of app.cookies)
      app.cookies.set(
        name,
        value.replace(/^./, (first) => (first === "A" ? "B" : "A")),
      );
    expect(refused(app, await app.open(callback))).toBe("403");
  });

  it("shows words of an address as words", async () => {
    const script = "<script>alert(1)</script>";
    for (const query of [`error=${script}`, `state=${script}`, `code=${script}&state=a:${script}`]) {
      const { status, body, headers } = await newBrowser().open(`/oauth2/callback?${encodeURI(query)}`);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers["content-type"]).toMatch(/^text\/html/);
      expect(body).not.toContain(script);
    }
  });

  it("replaces the session that was there", async () => {
    const { app, callback } = await beginSignIn(ALICE);
    const planted = await signIn("bob@example.com");
    app.cookies.set(SESSION, planted.get(SESSION) ?? "");
    await app.open(callback);
    expect((await app.open("/oauth2/userinfo")).body).toContain(ALICE);
  });
});
