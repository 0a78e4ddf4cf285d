import { z } from "zod";
import { parseJson } from "./parse-json";

/** A run cannot be reviewed. The message says why and what to do; it never holds a token. */
export class HcpRunError extends Error {}

/** Which run, and who asks. */
export interface HcpRunSource {
  /** For example `app.terraform.io`. */
  readonly hostname: string;
  /** For example `run-CZcmD7eagjhyX0vN`: the end of the run's address. */
  readonly runId: string;
  /** Of a user or a team; `hcpToken` finds it where Terraform does. */
  readonly token: string;
  /** @default - Node's own */
  readonly fetch?: typeof fetch;
}

const Run = z.object({
  data: z.object({ relationships: z.object({ plan: z.object({ data: z.object({ id: z.string() }) }) }) }),
});
const Plan = z.object({ data: z.object({ attributes: z.object({ status: z.string() }) }) });

/** A call that hangs must not hang a CI job. Plans have some megabytes at most. */
const MOST_MILLISECONDS = 60_000;

/** States of a plan that another moment may end. */
const UNFINISHED: readonly string[] = ["pending", "managed_queued", "queued", "running"];

/**
 * The plan of a run in HCP Terraform or Terraform Enterprise, as `terraform show -json` would print it.
 *
 * @throws HcpRunError when the run is unknown, its plan is not finished, has failed, or may not be read
 */
export async function readHcpRunPlan(source: HcpRunSource): Promise<unknown> {
  const { hostname, runId } = source;
  if (!/^run-[A-Za-z0-9]+$/.test(runId))
    throw new HcpRunError(`${JSON.stringify(runId)} is no id of a run. Give the end of its address, run-...`);
  const run = await ask(source, `runs/${runId}`, `the run ${runId}`);
  const planId = checked(Run, await run.text(), hostname).data.relationships.plan.data.id;

  const plan = await ask(source, `plans/${encodeURIComponent(planId)}`, `the plan of ${runId}`);
  const { status } = checked(Plan, await plan.text(), hostname).data.attributes;
  if (UNFINISHED.includes(status))
    throw new HcpRunError(`The plan of ${runId} is not finished (${status}). Run this again when it is.`);
  if (status !== "finished")
    throw new HcpRunError(`The plan of ${runId} did not finish (${status}): there is nothing to review. Read its log.`);

  const json = await ask(source, `plans/${encodeURIComponent(planId)}/json-output`, `the plan of ${runId} as JSON`);
  if (json.status === 204)
    throw new HcpRunError(`The plan of ${runId} is not there as JSON yet. Run this again later.`);
  const archived = json.headers.get("location");
  const read = parseJson(archived === null ? await json.text() : await fromArchive(source, archived));
  if (read === undefined) throw new HcpRunError(`The plan of ${runId} is no JSON.`);
  return read;
}

/** One call of the API. Redirects are left to the caller, so that the token never goes to another host. */
async function ask(source: HcpRunSource, path: string, what: string): Promise<Response> {
  const { hostname, token } = source;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/vnd.api+json" };
  const answer = await send(source, `https://${hostname}/api/v2/${path}`, { headers, redirect: "manual" });
  if (answer.ok || (answer.status >= 300 && answer.status < 400 && path.endsWith("/json-output"))) return answer;
  if (answer.status === 401)
    throw new HcpRunError(`${hostname} does not accept the token. Make a new one: terraform login ${hostname}`);
  if (answer.status === 403 || answer.status === 404)
    throw new HcpRunError(
      `${hostname} does not show ${what}: it does not exist, or the token may not read it. A plan as JSON is shown to tokens of users and teams with admin access to the workspace, and to no organization token.`,
    );
  throw new HcpRunError(`${hostname} answers ${answer.status} when asked for ${what}. Try again later.`);
}

/** The signed address of the archive is enough: no token goes there. */
async function fromArchive(source: HcpRunSource, location: string): Promise<string> {
  const address = new URL(location, `https://${source.hostname}`);
  if (address.protocol !== "https:")
    throw new HcpRunError(`${source.hostname} sends the plan by ${address.protocol}//${address.host}, without TLS.`);
  const answer = await send(source, address.href, {});
  if (answer.ok) return await answer.text();
  throw new HcpRunError(
    `${address.host}, where ${source.hostname} keeps plans, answers ${answer.status}. Try again later.`,
  );
}

async function send(source: HcpRunSource, address: string, settings: RequestInit): Promise<Response> {
  try {
    return await (source.fetch ?? fetch)(address, { ...settings, signal: AbortSignal.timeout(MOST_MILLISECONDS) });
  } catch (error) {
    // Node hides the reason, such as ENOTFOUND, behind "fetch failed".
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new HcpRunError(`${new URL(address).host} cannot be reached (${cause}).`);
  }
}

function checked<T>(schema: z.ZodType<T>, text: string, hostname: string): T {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  throw new HcpRunError(`${hostname} does not answer as HCP Terraform's API does. Is it the right host?`);
}
