import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { Answer, exchange, keepCookies } from "./exchange";
import { JsonObject, list, object, parse, text } from "./stack-json";

/** A browser for one origin: it keeps cookies and leaves redirects to its user. */
export class Browser {
  /** The paths that cookies were set for. */
  readonly cookiePaths = new Set<string>();
  /** Values by name; a removed one is gone. */
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly origin: string,
    private readonly authority: string,
  ) {}

  /** GET, or POST with a form. */
  async open(path: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const options = { ca: this.authority, headers };
    const answer = await exchange(new URL(path, this.origin), options, this.cookies, form);
    keepCookies(this.cookies, answer);
    for (const cookie of answer.headers["set-cookie"] ?? []) {
      this.cookiePaths.add(/; path=([^;]*)/i.exec(cookie)?.[1] ?? "");
    }
    return answer;
  }
}

/** What an application sends to the authorization endpoint, and what it keeps for itself. */
export interface SignIn {
  readonly query: Record<string, string>;
  readonly verifier: string;
}

/** A sign-in as oauth2-proxy asks for it. */
export function newSignIn(clientId: string, redirectUri: string): SignIn {
  const verifier = randomBytes(32).toString("base64url");
  const query = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email profile",
    state: randomBytes(8).toString("hex"),
    nonce: randomBytes(8).toString("hex"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    approval_prompt: "force",
  };
  return { query, verifier };
}

export function authorizationPath({ query }: SignIn): string {
  return `/auth?${new URLSearchParams(query).toString()}`;
}

/** Chooses a user on the login page. @returns the parameters with which the application gets the browser back */
export async function signInAs(browser: Browser, email: string, signIn: SignIn): Promise<URLSearchParams> {
  const loginPage = location(await browser.open(authorizationPath(signIn)));
  const resume = location(await browser.open(loginPage, { user: email }));
  const back = new URL(location(await browser.open(resume)));
  if (`${back.origin}${back.pathname}` !== signIn.query.redirect_uri) throw new Error(`led to ${back.href}`);
  return back.searchParams;
}

export function location({ status, headers, body }: Answer): string {
  if (headers.location === undefined) throw new Error(`no redirect but ${status}: ${body}`);
  return headers.location;
}

/** Headers of a client that is no browser. */
export function asClient(id: string, secret: string): Record<string, string> {
  return { accept: "application/json", authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
}

/**
 * The claims of a token.
 *
 * @throws Error unless a key of the set signed it
 */
export function verifiedClaims(token: string, keySet: string): JsonObject {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { kid, alg } = object(parse(Buffer.from(header, "base64url").toString()));
  const jwk = list(object(parse(keySet)).keys)
    .map(object)
    .find((each) => each.kid === kid);
  const key = createPublicKey({ key: { kty: "RSA", n: text(jwk?.n), e: text(jwk?.e) }, format: "jwk" });
  const valid = verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
  if (alg !== "RS256" || !valid) throw new Error("the signature is wrong");
  return object(parse(Buffer.from(payload, "base64url").toString()));
}
