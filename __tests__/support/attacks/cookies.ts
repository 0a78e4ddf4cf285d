import { api, Arms, Attack, cookie, Cookies, page, request } from "./attack";
import { SESSION } from "./cookie-forger";
import { KnownCase } from "./known-tokens";

type Jar = (arms: Arms) => readonly (readonly [name: string, value: string])[];

/** As a client and as a browser: a session that is none is as none. */
function jar(name: string, cookies: Jar): readonly Attack[] {
  return [
    {
      name: `${name}, as a client`,
      request: (arms, mark) => request(api(mark), [cookie(cookies(arms))]),
      verdict: "401",
    },
    {
      name: `${name}, as a browser`,
      request: (arms, mark) => request(page(mark), [cookie(cookies(arms))]),
      verdict: "login",
    },
  ];
}

/** The session of alice with a change. */
function changed(name: string, change: (session: string, arms: Arms) => string): readonly Attack[] {
  return jar(name, (arms) => [[SESSION, change(session(arms.alice), arms)]]);
}

function session(cookies: Cookies): string {
  return cookies.get(SESSION) ?? "";
}

function parts(cookies: Cookies): [value: string, time: string, signature: string] {
  const [value = "", time = "", signature = ""] = session(cookies).split("|");
  return [value, time, signature];
}

/** Another character at a place of the whole, from 0 to 1. */
function flipped(text: string, place: number): string {
  const at = Math.floor((text.length - 3) * place);
  return `${text.slice(0, at)}${text.charAt(at) === "A" ? "B" : "A"}${text.slice(at + 1)}`;
}

const DAY = 24 * 3600;
const now = Math.floor(Date.now() / 1000);
const OTHER_SECRET = "another-secret-of-32-characters!";
const MADE_UP = Buffer.from(JSON.stringify({ email: "alice@example.com", user: "alice" }));

/** Sessions that oauth2-proxy has not given, or not so. */
export const COOKIES: readonly Attack[] = [
  changed("an empty session", () => ""),
  changed("a session of separators", () => "||"),
  changed("a session of words", () => "alice@example.com"),
  changed(
    "an e-mail address as the value",
    (_, { alice }) => `YWxpY2VAZXhhbXBsZS5jb20=|${parts(alice)[1]}|${parts(alice)[2]}`,
  ),
  changed("a session in JSON", () => MADE_UP.toString("base64")),
  changed("a token", (_, { token }) => token),
  changed("a session without signature", (_, { alice }) => parts(alice).slice(0, 2).join("|")),
  changed("a session with an empty signature", (_, { alice }) => `${parts(alice).slice(0, 2).join("|")}|`),
  changed("a session without time", (_, { alice }) => `${parts(alice)[0]}|${parts(alice)[2]}`),
  changed("a session with a fourth part", (whole) => `${whole}|AAAA`),
  changed("half of a session", (whole) => whole.slice(0, whole.length / 2)),
  changed("a session without its first byte", (whole) => whole.slice(1)),
  ...[0, 0.01, 0.05, 0.25, 0.5, 0.75, 1].map((place) =>
    changed(`a session with another byte at ${place * 100} % of its value`, (_, { alice }) => {
      const [value, time, signature] = parts(alice);
      return `${flipped(value, place)}|${time}|${signature}`;
    }),
  ),
  ...[0, 0.5, 1].map((place) =>
    changed(`a session with another byte at ${place * 100} % of its signature`, (_, { alice }) => {
      const [value, time, signature] = parts(alice);
      return `${value}|${time}|${flipped(signature, place)}`;
    }),
  ),
  ...[1, -1, 3600, -3600].map((seconds) =>
    changed(`a session of ${seconds} s later`, (_, { alice }) => {
      const [value, time, signature] = parts(alice);
      return `${value}|${Number(time) + seconds}|${signature}`;
    }),
  ),
  changed("a session whose time begins in its value", (_, { alice }) => {
    // The signature is over both without anything between them.
    const [value, time, signature] = parts(alice);
    return `${value}${time.slice(0, 4)}|${time.slice(4)}|${signature}`;
  }),
  changed("a session whose value ends in its time", (_, { alice }) => {
    const [value, time, signature] = parts(alice);
    return `${value.slice(0, -4)}|${value.slice(-4)}${time}|${signature}`;
  }),
  changed("a session with a time in words", (_, { alice }) => `${parts(alice)[0]}|now|${parts(alice)[2]}`),
  changed(
    "bob's value under alice's signature",
    (_, { alice, bob }) => `${parts(bob)[0]}|${parts(alice)[1]}|${parts(alice)[2]}`,
  ),
  changed("alice's session sealed with another secret", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { secret: OTHER_SECRET }),
  ),
  changed("alice's session signed with another secret", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { signingSecret: OTHER_SECRET }),
  ),
  changed("alice's session signed with nothing", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { signingSecret: "" }),
  ),
  changed("alice's session encrypted with another secret and signed with the right one", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { secret: OTHER_SECRET, signingSecret: cookies.secret }),
  ),
  changed("a session made up and sealed with another secret", (_, { cookies }) =>
    cookies.sealed(MADE_UP, { secret: OTHER_SECRET }),
  ),
  changed("a session made up and sealed with the right secret", (_, { cookies }) => cookies.sealed(MADE_UP)),
  changed("nothing, sealed with the right secret", (_, { cookies }) => cookies.sealed(Buffer.alloc(0))),
  changed("alice's session of eight days ago", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { time: now - 8 * DAY }),
  ),
  changed("alice's session of tomorrow", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { time: now + DAY }),
  ),
  changed("alice's session signed for another name", (whole, { cookies }) =>
    cookies.sealed(cookies.opened(whole), { name: "_oauth2_proxy" }),
  ),
  ...[
    "_oauth2_proxy",
    "oauth2_proxy",
    "__Secure-oauth2_proxy",
    "__host-oauth2_proxy",
    `${SESSION}_csrf`,
    `${SESSION}_1`,
    `${SESSION}_00`,
    `${SESSION}_0`,
  ].map((name) => jar(`alice's session as ${name}`, ({ alice }) => [[name, session(alice)]])),
  jar("the cookie of a begun sign-in as a session", ({ begun }) => begun.map(([, value]) => [SESSION, value])),
  jar("the cookie of a begun sign-in, its name moved into the value", ({ begun }) =>
    // The signature is over name and value without anything between them.
    begun.map(([name, value]) => [SESSION, `${name.slice(SESSION.length)}${value}`]),
  ),
  jar("the first half of alice's session and the second of bob's", ({ alice, bob }) => [
    [`${SESSION}_0`, session(alice).slice(0, 200)],
    [`${SESSION}_1`, session(bob).slice(200)],
  ]),
  jar("the first half of alice's session alone", ({ alice }) => [[`${SESSION}_0`, session(alice).slice(0, 200)]]),
  jar("the halves of alice's session in the wrong order", ({ alice }) => [
    [`${SESSION}_0`, session(alice).slice(200)],
    [`${SESSION}_1`, session(alice).slice(0, 200)],
  ]),
  jar("the halves of alice's session with a gap", ({ alice }) => [
    [`${SESSION}_0`, session(alice).slice(0, 200)],
    [`${SESSION}_2`, session(alice).slice(200)],
  ]),
  jar("a bad session before the good one", ({ alice }) => [
    [SESSION, "bad"],
    [SESSION, session(alice)],
  ]),
  jar("a hundred bad sessions", () => Array.from({ length: 100 }, () => [SESSION, "YQ==|1|YQ=="] as const)),
].flat();

/** What works as it must, so that the rest is refused for what it is. */
export const KNOWN_COOKIES: readonly KnownCase[] = [
  known(
    "alice's session sealed anew with the right secret",
    "this is how the cookies of this test are made",
    ({ alice, cookies }) => [[SESSION, cookies.sealed(cookies.opened(session(alice)))]],
  ),
  known("alice's session in two halves", "this is how long sessions are kept", ({ alice }) => [
    [`${SESSION}_0`, session(alice).slice(0, 200)],
    [`${SESSION}_1`, session(alice).slice(200)],
  ]),
  known("alice's session before a bad one", "the first of a name counts", ({ alice }) => [
    [SESSION, session(alice)],
    [SESSION, "bad"],
  ]),
];

function known(name: string, because: string, cookies: Jar): KnownCase {
  return {
    name,
    because,
    request: (arms, mark) => request(api(mark), [cookie(cookies(arms))]),
    verdict: "404",
  };
}
