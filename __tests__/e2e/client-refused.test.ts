import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Answer } from "../support/exchange";
import { Browser } from "../support/issuer-client";
import { runPython } from "../support/python-client";
import { rawAnswer } from "../support/raw-request";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { object, parse } from "../support/stack-json";

/** In each path, but where oauth2-proxy would take the query for a part of the path. */
const MARK = "comes-without-token";
const SEARCH = "/api/2.0/mlflow/experiments/search?max_results=1&mark=";

const TOKEN_SECONDS = 5;

/** What programs, not browsers, ask for. */
const API = [
  `${SEARCH}${MARK}`,
  `/ajax-api/2.0/mlflow/experiments/search?max_results=1&mark=${MARK}`,
  `/api/3.0/mlflow/traces/tr-${MARK}`,
  `/api/3.0/mlflow/server-info?${MARK}`,
  `/api/2.0/mlflow/webhooks?mark=${MARK}`,
  `/api/3.0/mlflow/gateway/secrets/list?mark=${MARK}`,
  `/api/2.0/mlflow-artifacts/artifacts?path=${MARK}`,
  `/api/2.0/mlflow-artifacts/presigned/1/${MARK}`,
  `/ajax-api/2.0/mlflow/get-trace-artifact?request_id=${MARK}`,
  `/get-artifact?path=${MARK}&run_uuid=1`,
  `/model-versions/get-artifact?path=${MARK}&name=a&version=1`,
  `/gateway/default/mlflow/invocations?mark=${MARK}`,
  `/graphql?mark=${MARK}`,
  `/v1/traces?mark=${MARK}`,
  "/version",
  "/health",
];

/** MLflow's client shows the body of the answer and not its status. */
const CLIENT_SAYS = /RestException: INTERNAL_ERROR: Response: \{\}\s*$/;

/** A token of Alice that was good a moment ago. */
async function expiredToken(): Promise<string> {
  const { issuer, audience, authority } = theRehearsal();
  const query = new URLSearchParams({ user: "alice@example.com", audience, lifetime: String(TOKEN_SECONDS) });
  const { body } = await new Browser(issuer, authority).open(`/identity-token?${query.toString()}`);
  const token = body.trim();
  const mark = randomUUID();
  expect((await rawAnswer(`${SEARCH}${mark}`, { headers: bearer(token) })).status).toBe(200);
  // What is let in is in this log, and what is not there was not let in.
  expect(theRehearsal().log("task-mlflow")).toContain(mark);
  await sleep((TOKEN_SECONDS + 1.5) * 1000);
  return token;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function expectJson401(answer: Answer): void {
  expect(answer.status).toBe(401);
  expect(answer.headers["content-type"]).toMatch(/^application\/json/);
  expect(object(parse(answer.body))).toEqual({});
  expect(answer.headers).not.toHaveProperty("location");
}

describeWithLogin("whoever comes without a token", () => {
  it.each(API)("gets 401 and JSON, not a login page, and does not come to MLflow: %s", async (path) => {
    expectJson401(await rawAnswer(path));
    expectJson401(await rawAnswer(path, { json: {} }));
    expect(theRehearsal().log("task-mlflow")).not.toContain(MARK);
  });

  it("is told so by MLflow's client at once", async () => {
    const { status, stderr } = await runPython("import mlflow; mlflow.search_experiments()");
    expect(status).toBe(1);
    expect(stderr).toMatch(CLIENT_SAYS);
  }, 60_000);

  it("gets the login as a browser", async () => {
    const { status, headers } = await rawAnswer("/", { headers: { accept: "text/html" } });
    expect(status).toBe(302);
    expect(headers.location).toContain(`${theRehearsal().issuer}/`);
  });
});

describeWithLogin("whoever comes with an expired token", () => {
  let token: string;

  beforeAll(async () => {
    token = await expiredToken();
  }, 30_000);

  it("gets 401 and JSON where programs ask, as without one", async () => {
    for (const path of API) expectJson401(await rawAnswer(path, { headers: bearer(token) }));
  });

  it("is told so by MLflow's client, which does not try again", async () => {
    const start = Date.now();
    const { status, stderr } = await runPython("import mlflow; mlflow.search_experiments()", { token });
    expect(status).toBe(1);
    expect(stderr).toMatch(CLIENT_SAYS);
    expect(Date.now() - start).toBeLessThan(30_000);
  }, 60_000);

  it("gets the login on a page", async () => {
    const { status, headers } = await rawAnswer("/", { headers: { ...bearer(token), accept: "text/html" } });
    expect(status).toBe(302);
    expect(headers.location).toContain(`${theRehearsal().issuer}/`);
  });
});
