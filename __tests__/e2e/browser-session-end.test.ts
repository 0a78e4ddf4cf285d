import { setTimeout as sleep } from "node:timers/promises";
import { Front } from "../../src/rehearsal/front/front";
import { readLoadBalancer } from "../../src/rehearsal/front/read-load-balancer";
import { Issuer } from "../../src/rehearsal/issuer/issuer";
import { describeTask, RegisteredTask } from "../../src/rehearsal/registered-task";
import { USERS } from "../../src/rehearsal/rehearsal";
import { Task } from "../../src/rehearsal/task";
import { describeInBrowser, Person, TestBrowser, webTls } from "../support/browser";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { theRehearsal } from "../support/rehearsal";

const EVE = { email: "eve@example.com", name: "Eve", emailVerified: false };

const REFRESH_SECONDS = 2;
const TOKEN_SECONDS = 30;

/** What a signed-in person gets here: nothing runs behind oauth2-proxy. Everybody else gets 401. */
const LET_IN = 502;
const REFUSED = 401;
const PATH = "/api/2.0/mlflow/experiments/get?experiment_id=0";

/** The registered oauth2-proxy alone, with the refresh interval of a test, and with an issuer that a test may stop. */
async function quickDefinition(issuer: string): Promise<RegisteredTask> {
  const { account, taskDefinition, issuer: registered } = theRehearsal();
  const definition = await describeTask(account.ecs, taskDefinition);
  const changes = new Map([
    ["--cookie-refresh=1h", `--cookie-refresh=${REFRESH_SECONDS}s`],
    [`--oidc-issuer-url=${registered}`, `--oidc-issuer-url=${issuer}`],
  ]);
  const containers = definition.containers
    .filter(({ name }) => name === "oauth2-proxy")
    .map((proxy) => ({
      ...proxy,
      dependsOn: [],
      command: proxy.command.map((flag) => {
        const changed = changes.get(flag);
        changes.delete(flag);
        return changed ?? flag;
      }),
    }));
  expect([...changes.keys()]).toEqual([]);
  return { ...definition, containers };
}

async function issuerOf(tasks: OwnTasks): Promise<Issuer> {
  const { account, url } = theRehearsal();
  const [id = "", secret = ""] = await Promise.all(
    ["client-id", "client-secret"].map((name) => account.secret(`mlflow/oauth2-${name}`)),
  );
  return Issuer.start(tasks.supervisor, {
    tls: webTls(),
    client: { id, secret, redirectUri: `${url}/oauth2/callback` },
    users: [...USERS, EVE],
    tokenLifetimeSeconds: TOKEN_SECONDS,
  });
}

(describeIsolated === describe ? describeInBrowser : describe.skip)(
  `the end of a session, with --cookie-refresh=${REFRESH_SECONDS}s in place of the registered 1h`,
  () => {
    let tasks: OwnTasks;
    let issuer: Issuer;
    let task: Task;
    let browser: TestBrowser;

    beforeAll(async () => {
      tasks = await OwnTasks.create();
      issuer = await issuerOf(tasks);
      const definition = await quickDefinition(issuer.url);
      const own = await tasks.startIsolated("sessions", { definition, reachable: [issuer.url] });
      task = own.task;
      await task.started;
      const balancer = await readLoadBalancer(theRehearsal().account.loadBalancers, "oauth2-mlflow");
      const front = await Front.start(balancer, { tls: webTls(), ports: { 443: 0 } });
      tasks.supervisor.atStop(() => front.close());
      const target = front.targets.register("127.0.0.1", own.surroundings.ports.get(8080) ?? 0);
      while (target.state !== "healthy") await sleep(100);
      browser = await TestBrowser.launch(front.port(443));
      tasks.supervisor.atStop(() => browser.close());
    }, 120_000);

    afterAll(() => tasks.supervisor.stop(), 60_000);

    async function signedIn(name: string): Promise<Person> {
      const person = await browser.person();
      await person.page.goto("/");
      await person.signInAs(name);
      return person;
    }

    /** Somebody else's browser with a copy of the cookies. */
    async function copyOf(person: Person): Promise<Person> {
      const thief = await browser.person();
      await thief.context.addCookies(await person.context.cookies(theRehearsal().url));
      return thief;
    }

    async function session(person: Person): Promise<{ readonly value: string; readonly expires: number } | undefined> {
      const cookies = await person.context.cookies(theRehearsal().url);
      return cookies.find(({ name }) => name === "__Host-oauth2_proxy");
    }

    async function status(person: Person): Promise<number> {
      return (await person.fetch(PATH)).status;
    }

    function proxyLog(): string {
      return task.containers.get("oauth2-proxy")?.program.output ?? "";
    }

    // Known and documented: nothing is stored on the server, so a sign-out cannot end what was copied before.
    it("comes with a sign-out in that browser only: a copied cookie works on, and is renewed at every refresh", async () => {
      const alice = await signedIn("Alice");
      const [thief, late] = [await copyOf(alice), await copyOf(alice)];
      const copied = await session(alice);
      await alice.page.goto("/oauth2/sign_out");
      expect(await status(alice)).toBe(REFUSED);
      await sleep((REFRESH_SECONDS + 2) * 1000);
      expect(await status(thief)).toBe(LET_IN);
      expect(issuer.program.output).toContain("refreshed: alice@example.com");
      const renewed = await session(thief);
      expect(renewed?.value).not.toBe(copied?.value);
      expect(renewed?.expires).toBeGreaterThan((copied?.expires ?? 0) + REFRESH_SECONDS);
      // This issuer does not exchange refresh tokens for new ones, so that the copy stays good, too.
      expect(await status(late)).toBe(LET_IN);
    }, 60_000);

    it("comes before its begin for an address that is not verified: an error page, and the reason in the log", async () => {
      const eve = await signedIn(EVE.name);
      expect(eve.problems).toContain("500 GET /oauth2/callback");
      expect(await session(eve)).toBeUndefined();
      expect(await status(eve)).toBe(REFUSED);
      expect(proxyLog()).toContain(`email in id_token (${EVE.email}) isn't verified`);
      await eve.picture("unverified-address");
    }, 60_000);

    it("comes with the next refresh once the account is disabled, also for a copied cookie", async () => {
      const bob = await signedIn("Bob");
      const thief = await copyOf(bob);
      await issuer.setUsers(USERS.filter(({ name }) => name !== "Bob"));
      await sleep((REFRESH_SECONDS + 2) * 1000);
      expect([await status(bob), await status(thief)]).toEqual([REFUSED, REFUSED]);
      expect(proxyLog()).toContain("session invalidated due to fatal refresh error");
      expect(await session(bob)).toBeUndefined();
      await bob.page.goto("/");
      expect(await bob.isAskedToSignIn()).toBe(true);
      expect(await bob.page.getByRole("button", { name: "Bob" }).count()).toBe(0);
    }, 60_000);

    it(`comes with the end of the ID token, here ${TOKEN_SECONDS} s, while the issuer cannot be reached`, async () => {
      const alice = await signedIn("Alice");
      await issuer.stop();
      await sleep((REFRESH_SECONDS + 2) * 1000);
      expect(await status(alice)).toBe(LET_IN);
      expect(proxyLog()).toMatch(/Unable to refresh session: .*\/token": /);
      await sleep((TOKEN_SECONDS - REFRESH_SECONDS) * 1000);
      expect(await status(alice)).toBe(REFUSED);
      expect(await session(alice)).toBeUndefined();
    }, 120_000);
  },
);
