import { api, Attack, bearer, request } from "./attack";

function carried(
  name: string,
  headers: (token: string) => readonly string[],
  verdict: Attack["verdict"] = "401",
): Attack {
  return { name, request: ({ token }, mark) => request(api(mark), headers(token)), verdict };
}

function basic(credentials: string): string {
  return `Authorization: Basic ${Buffer.from(credentials).toString("base64")}`;
}

/** Good tokens where no token belongs. */
export const TOKEN_CARRIERS: readonly Attack[] = [
  carried("the scheme in lower case", (token) => [`Authorization: bearer ${token}`]),
  carried("the scheme in upper case", (token) => [`Authorization: BEARER ${token}`]),
  carried("no scheme", (token) => [`Authorization: ${token}`]),
  carried("another scheme", (token) => [`Authorization: Token ${token}`]),
  carried("the scheme twice", (token) => [`Authorization: Bearer Bearer ${token}`]),
  carried("two spaces", (token) => [`Authorization: Bearer  ${token}`]),
  carried("a tab instead of a space", (token) => [`Authorization: Bearer\t${token}`]),
  carried("quotes", (token) => [`Authorization: Bearer "${token}"`]),
  carried("two tokens in one header", (token) => [`Authorization: Bearer ${token}, Bearer ${token}`]),
  carried("a bad header before the good one", (token) => ["Authorization: Bearer no.token.here", bearer(token)]),
  carried("a password beside the token as user", (token) => [basic(`${token}:password`)]),
  carried("a token in two halves", (token) => [basic(`${token.slice(0, 50)}:${token.slice(50)}`)]),
  carried("Basic without a colon", (token) => [basic(token)]),
  carried("a user's name and password", () => [basic("alice@example.com:password")]),
  carried("the address as the token", () => ["Authorization: Bearer alice@example.com"]),
  carried("Negotiate", (token) => [`Authorization: Negotiate ${token}`]),
  carried("Proxy-Authorization", (token) => [`Proxy-Authorization: Bearer ${token}`]),
  carried("X-Forwarded-Access-Token", (token) => [`X-Forwarded-Access-Token: ${token}`]),
  carried("X-Auth-Request-Access-Token", (token) => [`X-Auth-Request-Access-Token: ${token}`]),
  carried("X-Forwarded-Authorization", (token) => [`X-Forwarded-Authorization: Bearer ${token}`]),
  carried("a cookie of the session's name", (token) => [`Cookie: __Host-oauth2_proxy=${token}`]),
  carried("a cookie of another name", (token) => [`Cookie: _oauth2_proxy=${token}; access_token=${token}`]),
  carried("a space before the colon", (token) => [`Authorization : Bearer ${token}`], "400"),
  carried("an underscore in the name", (token) => [`HTTP_AUTHORIZATION: Bearer ${token}`]),
  carried("a token of 40 kB", (token) => [`Authorization: Bearer ${token}${"A".repeat(40_000)}`], {
    front: "400",
    "oauth2-proxy": "401",
  }),
  carried(
    "a token of two megabytes",
    (token) => [`Authorization: Bearer ${token}${"A".repeat(2_000_000)}`],
    "431 or silence",
  ),
  {
    name: "a query parameter",
    request: ({ token }, mark) => request(`${api(mark)}&access_token=${token}&token=${token}&id_token=${token}`),
    verdict: "401",
  },
  {
    name: "a form",
    request: ({ token }, mark) =>
      request(api(mark), ["Content-Type: application/x-www-form-urlencoded"], {
        method: "POST",
        body: `access_token=${token}`,
      }),
    verdict: "401",
  },
  {
    name: "the user of the address",
    request: ({ token }, mark) => request(api(mark), [], { host: [`Host: ${token}@mlflow.localhost`] }),
    verdict: { front: "404", "oauth2-proxy": "400" },
  },
];
