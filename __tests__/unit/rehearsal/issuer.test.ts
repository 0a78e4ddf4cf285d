import { statSync } from "node:fs";
import { join } from "node:path";
import { Issuer } from "../../../src/rehearsal/issuer/issuer";
import { Answer } from "../../support/exchange";
import { asClient, authorizationPath, location, newSignIn, signInAs } from "../../support/issuer-client";
import { ADA, CLIENT, IssuerFixture, NEW } from "../../support/issuer-fixture";
import { JsonObject, object, parse, text } from "../../support/stack-json";

const fixture = new IssuerFixture();

beforeAll(() => fixture.start(), 40_000);

afterAll(() => fixture.supervisor.stop(), 20_000);

async function json(path: string): Promise<JsonObject> {
  return object(parse((await fixture.browser().open(path)).body));
}

/** What the application asks with the code that it got. */
async function redeem(code: string | null, verifier: string, secret = CLIENT.secret): Promise<Answer> {
  const form = { grant_type: "authorization_code", redirect_uri: CLIENT.redirectUri, code_verifier: verifier };
  return fixture.browser().open("/token", { ...form, code: code ?? "" }, asClient(CLIENT.id, secret));
}

async function refresh(token: string): Promise<Answer> {
  return fixture
    .browser()
    .open("/token", { grant_type: "refresh_token", refresh_token: token }, asClient(CLIENT.id, CLIENT.secret));
}

function refusal({ status, body }: Answer): string {
  return `${status} ${text(object(parse(body)).error)}`;
}

describe("the issuer", () => {
  it("names itself and its endpoints as clients reach them", async () => {
    expect(fixture.issuer.url).toMatch(/^https:\/\/localhost:\d+$/);
    expect(await json("/.well-known/openid-configuration")).toMatchObject({
      issuer: fixture.issuer.url,
      authorization_endpoint: `${fixture.issuer.url}/auth`,
      token_endpoint: `${fixture.issuer.url}/token`,
      jwks_uri: `${fixture.issuer.url}/jwks`,
      userinfo_endpoint: `${fixture.issuer.url}/me`,
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
    });
  });

  it("publishes nothing of the private key, and keeps it where only its owner can read it", async () => {
    const { body } = await fixture.browser().open("/jwks");
    expect(Object.keys(fixture.issuer.signingKey.privateKey.export({ format: "jwk" }))).toContain("d");
    expect(body).toContain(fixture.issuer.signingKey.id);
    expect(body).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
    for (const file of ["config.json", "signing-key.json"]) {
      expect(statSync(join(fixture.supervisor.folder, "issuer", file)).mode & 0o777).toBe(0o600);
    }
  });

  it("signs in with the code flow: an ID token with the nonce, the e-mail address and the name", async () => {
    const asked = fixture.signIn();
    const back = await signInAs(fixture.browser(), ADA.email, asked);
    expect(back.get("state")).toBe(asked.query.state);
    const answer = await redeem(back.get("code"), asked.verifier);
    const tokens = object(parse(answer.body));
    expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    const { iat, exp, sub, ...others } = await fixture.claims(text(tokens.id_token));
    expect(others).toMatchObject({
      iss: fixture.issuer.url,
      aud: CLIENT.id,
      nonce: asked.query.nonce,
      email: ADA.email,
      email_verified: true,
      name: ADA.name,
    });
    expect(Number(exp) - Number(iat)).toBe(3600);
    expect(sub).not.toContain("@");
    expect(fixture.issuer.program.output).toContain(`\nsigned in: ${ADA.email}\n`);
  });

  it("refreshes: new tokens of the same user", async () => {
    const asked = fixture.signIn();
    const back = await signInAs(fixture.browser(), NEW.email, asked);
    const first = object(parse((await redeem(back.get("code"), asked.verifier)).body));
    const second = object(parse((await refresh(text(first.refresh_token))).body));
    expect(second.access_token).not.toBe(first.access_token);
    expect(await fixture.claims(text(second.id_token))).toMatchObject({ email: NEW.email, email_verified: false });
    expect(refusal(await refresh("made-up"))).toBe("400 invalid_grant");
  });

  it("asks who it is at every sign-in, also in a browser that has just signed in", async () => {
    const same = fixture.browser();
    await signInAs(same, ADA.email, fixture.signIn());
    expect(await fixture.loginPage(same)).toMatch(/^\/interaction\//);
    const asked = fixture.signIn();
    const back = await signInAs(same, NEW.email, asked);
    const tokens = object(parse((await redeem(back.get("code"), asked.verifier)).body));
    expect(await fixture.claims(text(tokens.id_token))).toMatchObject({ email: NEW.email });
  });

  it("has no cookie that goes to the application, which is at another port of the same host", async () => {
    const visitor = fixture.browser();
    await signInAs(visitor, ADA.email, fixture.signIn());
    expect([...visitor.cookiePaths].filter((path) => !/^\/(auth|interaction)\b/.test(path))).toEqual([]);
    expect(visitor.cookiePaths.size).toBeGreaterThan(0);
  });

  it("knows disabled accounts no longer: neither sign-in nor refresh, until they are back", async () => {
    const asked = fixture.signIn();
    const back = await signInAs(fixture.browser(), ADA.email, asked);
    const tokens = object(parse((await redeem(back.get("code"), asked.verifier)).body));
    await fixture.issuer.setUsers([NEW]);
    expect(refusal(await refresh(text(tokens.refresh_token)))).toBe("400 invalid_grant");
    await expect(fixture.issuer.identityToken(ADA.email, "scripts")).rejects.toThrow("is nobody here");
    const page = await fixture.browser().open(await fixture.loginPage(fixture.browser()));
    expect(page.body).not.toContain(ADA.email);
    await fixture.issuer.setUsers([ADA, NEW]);
    await signInAs(fixture.browser(), ADA.email, fixture.signIn());
  });

  it("prints only what is of use", () => {
    const useful = /^(issuer ready|signed in:|refreshed:|refused:|identity token:|users of) /;
    const lines = fixture.issuer.program.output.trimEnd().split("\n");
    expect(lines.filter((line) => !useful.test(line))).toEqual([]);
  });

  it("comes back at the same address with the same key, and ends when told to", async () => {
    const port = Number(new URL(fixture.issuer.url).port);
    const token = await fixture.issuer.identityToken(ADA.email, "scripts");
    const keySet = (await fixture.browser().open("/jwks")).body;
    expect(await fixture.issuer.program.stop(5)).toEqual({ code: 0, signal: null });
    await expect(fixture.browser().open("/jwks")).rejects.toThrow("ECONNREFUSED");
    const { url, signingKey } = fixture.issuer;
    await fixture.start({ port, signingKey });
    expect(fixture.issuer.url).toBe(url);
    expect((await fixture.browser().open("/jwks")).body).toBe(keySet);
    expect(await fixture.claims(token)).toMatchObject({ aud: "scripts" });
    await expect(Issuer.start(fixture.supervisor, { ...fixture.settings, port })).rejects.toThrow("EADDRINUSE");
  }, 60_000);
});

describe("the issuer refuses", () => {
  it("a redirect URI that is not the client's, without leading there", async () => {
    const asked = newSignIn(CLIENT.id, "https://localhost:9/elsewhere");
    const answer = await fixture.browser().open(authorizationPath(asked));
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("redirect_uri");
    expect(answer.headers.location).toBeUndefined();
  });

  it("a sign-in of another client, and one without PKCE", async () => {
    const unknown = await fixture.browser().open(authorizationPath(newSignIn("another", CLIENT.redirectUri)));
    expect(unknown.status).toBe(400);
    expect(unknown.body).toContain("invalid_client");
    const { query, verifier } = fixture.signIn();
    const plain = Object.fromEntries(Object.entries(query).filter(([name]) => !name.startsWith("code_challenge")));
    const back = new URL(
      location(await fixture.browser().open(authorizationPath({ query: plain, verifier }))),
      fixture.issuer.url,
    );
    expect(back.searchParams.get("error_description")).toMatch(/PKCE/);
  });

  it("a wrong client secret, a wrong code verifier, and a code that was used already", async () => {
    const asked = fixture.signIn();
    const code = async (): Promise<string | null> => (await signInAs(fixture.browser(), ADA.email, asked)).get("code");
    const wrongSecret = await redeem(await code(), asked.verifier, "another");
    expect(refusal(wrongSecret)).toBe("401 invalid_client");
    const wrongVerifier = await redeem(await code(), fixture.signIn().verifier);
    expect(refusal(wrongVerifier)).toBe("400 invalid_grant");
    const once = await code();
    expect((await redeem(once, asked.verifier)).status).toBe(200);
    expect(refusal(await redeem(once, asked.verifier))).toBe("400 invalid_grant");
  });
});
