import { randomBytes } from "node:crypto";
import { api, bearer, cookie, request } from "../support/attacks/attack";
import { FOREIGN_ORIGINS, WRITES } from "../support/attacks/origins";
import { RawAnswer, sendRaw } from "../support/attacks/raw-client";
import { signIn } from "../support/attacks/sign-in";
import { inParallel } from "../support/parallel";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";

const AT_ONCE = 8;
const OURS = "https://mlflow.localhost";

/** The headers of somebody who is signed in: by session, as browsers are, and by token. */
let signedIn: readonly string[] = [];

async function answerTo(bytes: string): Promise<RawAnswer> {
  const connection = { authority: theRehearsal().authority, serverName: "mlflow.localhost", expectedAnswers: 1 };
  const [answer] = await sendRaw("front", bytes, connection);
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

function write(
  [method, target, content]: (typeof WRITES)[number],
  name: string,
  headers: readonly string[],
): Promise<RawAnswer> {
  const [path = "", body = ""] = [target, content].map((each) => each.replace("<name>", name));
  return answerTo(request(path, ["Content-Type: application/json", ...headers], { method, body }));
}

/** Every origin with everybody who is signed in. */
function everyPage(): readonly { readonly origin: string; readonly who: string }[] {
  return FOREIGN_ORIGINS.flatMap((origin) => signedIn.map((who) => ({ origin, who })));
}

function newName(): string {
  return `foreign-${randomBytes(8).toString("hex")}`;
}

describeWithLogin("a page of another site", () => {
  beforeAll(async () => {
    const [session, token] = await Promise.all([signIn("alice@example.com"), theRehearsal().token()]);
    signedIn = [cookie(session), bearer(token)];
  }, 60_000);

  it("is told nothing by a browser, whatever it asks for", async () => {
    const paths = [
      api("Default"),
      "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0",
      "/version",
      "/",
      "/oauth2/userinfo",
    ];
    const asked = everyPage().flatMap((page) => paths.map((path) => ({ ...page, path })));
    const answers = await inParallel(AT_ONCE, asked, async ({ origin, who, path }) => {
      const { status, header } = await answerTo(request(path, [`Origin: ${origin}`, who]));
      return { origin, path, status, allowed: header("access-control-allow-origin") };
    });
    expect(answers.filter(({ allowed }) => allowed !== "")).toEqual([]);
    // The answers are there: only a browser keeps them from the page.
    expect(answers.filter(({ status }) => status === "200").length).toBeGreaterThan(answers.length / 2);
  }, 60_000);

  it("writes nothing", async () => {
    const tried = everyPage().flatMap((page) => WRITES.map((each) => ({ ...page, each, name: newName() })));
    const answers = await inParallel(AT_ONCE, tried, async ({ origin, who, each, name }) => {
      const { status, header } = await write(each, name, [`Origin: ${origin}`, who]);
      return { origin, request: each, status, allowed: header("access-control-allow-origin") };
    });
    expect(answers.filter(({ status, allowed }) => status !== "403" || allowed !== "")).toEqual([]);
    const found = await inParallel(AT_ONCE, tried, async ({ who, name }) => ({
      name,
      status: (await answerTo(request(api(name), [who]))).status,
    }));
    expect(found.filter(({ status }) => status !== "404")).toEqual([]);
  }, 90_000);

  it("writes what a page of ours would write", async () => {
    const [create] = WRITES;
    const name = newName();
    const written = create && (await write(create, name, [`Origin: ${OURS}`, ...signedIn.slice(0, 1)]));
    expect([written?.status, written?.header("access-control-allow-origin")]).toEqual(["200", OURS]);
    expect((await answerTo(request(api(name), signedIn.slice(0, 1)))).status).toBe("200");
  });

  it("is not let in by a preflight, signed in or not", async () => {
    const preflight = ["Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"];
    const asked = FOREIGN_ORIGINS.flatMap((origin) =>
      [...signedIn, "X-Nobody: at all"].map((who) => ({ origin, who })),
    );
    const answers = await inParallel(AT_ONCE, asked, async ({ origin, who }) => {
      const headers = [`Origin: ${origin}`, who, ...preflight];
      const { status, header } = await answerTo(
        request("/api/2.0/mlflow/experiments/create", headers, { method: "OPTIONS" }),
      );
      return { origin, nobody: who.startsWith("X-"), status, allowed: header("access-control-allow-origin") };
    });
    expect(answers).toEqual(
      asked.map(({ origin, who }) => {
        const nobody = who.startsWith("X-");
        return { origin, nobody, status: nobody ? "401" : "400", allowed: "" };
      }),
    );
  });

  it("gets its /graphql query run, as is known: that the cookie is not sent along is all the protection", async () => {
    const query = JSON.stringify({ query: "{ __typename }" });
    const answers = await inParallel(AT_ONCE, everyPage(), async ({ origin, who }) => {
      const headers = [`Origin: ${origin}`, "Content-Type: application/json", who];
      const { status, header } = await answerTo(request("/graphql", headers, { method: "POST", body: query }));
      return { status, allowed: header("access-control-allow-origin") };
    });
    expect(answers).toEqual(everyPage().map(() => ({ status: "200", allowed: "" })));
    const nobody = await answerTo(request("/graphql", ["Origin: https://evil.test"], { method: "POST", body: query }));
    expect(nobody.status).toBe("401");
  });

  it("of this machine is believed, as is known: that the cookie is not sent along is all the protection", async () => {
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:8888"]) {
      const { status, header } = await answerTo(request(api("Default"), [`Origin: ${origin}`, ...signedIn.slice(1)]));
      expect([status, header("access-control-allow-origin")]).toEqual(["200", origin]);
    }
  });
});
