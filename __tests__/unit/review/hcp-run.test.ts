import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HcpRunError, readHcpRunPlan } from "../../../src/review/hcp-run";
import { Executor } from "../../support/hcp/runs";
import { FakeService } from "../../support/hcp/service";
import { Run } from "../../support/hcp/store";

const HOST = "tfe.example.test";
const ARCHIVE = "https://archive.example.test";
const TOKEN = "canary-token";
const PLAN = { format_version: "1.2", resource_changes: [] };

/** What a call to each host is answered by the fake, and which hosts were shown a token. */
class Network {
  readonly tokensShown: (readonly [host: string, shown: boolean])[] = [];

  constructor(private readonly port: number) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input);
    expect(address.protocol).toBe("https:");
    this.tokensShown.push([address.host, JSON.stringify(init?.headers ?? {}).includes(TOKEN)]);
    return await fetch(`http://127.0.0.1:${this.port}${address.pathname}`, init);
  };
}

describe("the plan of a remote run", () => {
  const folder = mkdtempSync(join(tmpdir(), "hcp-run-"));
  const service = new FakeService(
    { organization: "acme", token: TOKEN, executionMode: "remote", folder, archiveUrl: ARCHIVE },
    (): Executor => ({ plan: () => Promise.resolve("planned"), apply: () => Promise.resolve() }),
  );
  let network: Network;

  beforeAll(async () => {
    await service.listen();
  });
  beforeEach(() => {
    network = new Network(service.port);
  });
  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true });
  });

  /** A run in the fake, as far as it has come. */
  function run(state: Pick<Run, "planStatus"> & Partial<Run>): string {
    const workspace = { id: "ws-1", name: "w", tags: [], executionMode: "remote", locked: false } as const;
    const made = { ...workspace, variables: [], states: [] };
    const id = service.store.id("run");
    service.store.runs.push({
      id,
      planId: id.replace("run", "plan"),
      applyId: id.replace("run", "apply"),
      workspace: made,
      configuration: { id: "cv-1", workspace: made, autoQueueRuns: false, speculative: true },
      message: "",
      variables: [],
      planOnly: true,
      autoApply: false,
      isDestroy: false,
      status: "planned",
      applyStatus: "pending",
      planLog: "",
      applyLog: "",
      hasChanges: true,
      ...state,
    });
    return id;
  }

  const read = (runId: string, more: { token?: string; hostname?: string } = {}): Promise<unknown> =>
    readHcpRunPlan({ hostname: HOST, runId, token: TOKEN, fetch: network.fetch, ...more });

  /** The message of the error that must come; no message holds a token. */
  async function refusal(runId: string, more: { token?: string } = {}): Promise<string> {
    const error: unknown = await read(runId, more).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof HcpRunError)) throw new Error(`not refused: ${String(error)}`);
    expect(error.message).not.toMatch(/canary|other-token/);
    return error.message;
  }

  it("is what terraform show -json prints, and only the host itself is shown the token", async () => {
    const id = run({ planStatus: "finished", planJson: Buffer.from(JSON.stringify(PLAN)) });
    expect(await read(id)).toEqual(PLAN);
    expect(network.tokensShown).toEqual([
      [HOST, true],
      [HOST, true],
      [HOST, true],
      ["archive.example.test", false],
    ]);
  });

  it("is refused for what is no id of a run, before any call", async () => {
    for (const id of ["", "plan-1", "run-1/../../x", "run-1?x", "https://app.terraform.io/app/acme/w/runs/run-1"]) {
      expect(await refusal(id)).toBe(`${JSON.stringify(id)} is no id of a run. Give the end of its address, run-...`);
    }
    expect(network.tokensShown).toEqual([]);
  });

  it("is refused for an unknown run, which may be one that the token does not see", async () => {
    expect(await refusal("run-unknown")).toMatch(
      /^tfe\.example\.test does not show the run run-unknown: it does not exist, or the token may not read it\./,
    );
  });

  it("is refused for a wrong token, with the way to a new one", async () => {
    const id = run({ planStatus: "finished" });
    expect(await refusal(id, { token: "other-token" })).toBe(
      "tfe.example.test does not accept the token. Make a new one: terraform login tfe.example.test",
    );
  });

  it.each(["pending", "running"] as const)("is refused while it is %s", async (planStatus) => {
    const id = run({ planStatus });
    expect(await refusal(id)).toBe(`The plan of ${id} is not finished (${planStatus}). Run this again when it is.`);
  });

  it("is refused when it has failed", async () => {
    const id = run({ planStatus: "errored" });
    expect(await refusal(id)).toBe(
      `The plan of ${id} did not finish (errored): there is nothing to review. Read its log.`,
    );
  });

  it("is refused where the token may see the run and not the plan as JSON", async () => {
    const id = run({ planStatus: "finished" });
    expect(await refusal(id)).toContain(`does not show the plan of ${id} as JSON`);
  });

  it("is refused when the archive gives something else than JSON", async () => {
    const id = run({ planStatus: "finished", planJson: Buffer.from("<html>canary") });
    expect(await refusal(id)).toBe(`The plan of ${id} is no JSON.`);
  });

  /** Answers that the fake never gives. */
  const answers = (make: (url: string) => Response): Promise<unknown> =>
    readHcpRunPlan({ hostname: HOST, runId: "run-1", token: TOKEN, fetch: (url) => Promise.resolve(make(urlOf(url))) });
  const relationships = { plan: { data: { id: "plan-1" } } };
  const untilJson = (url: string): Response | undefined => {
    if (url.endsWith("/runs/run-1")) return Response.json({ data: { relationships } });
    return url.endsWith("/plans/plan-1") ? Response.json({ data: { attributes: { status: "finished" } } }) : undefined;
  };

  it("is refused while it is not there as JSON", async () => {
    const early = answers((url) => untilJson(url) ?? new Response(null, { status: 204 }));
    await expect(early).rejects.toThrow("The plan of run-1 is not there as JSON yet. Run this again later.");
  });

  it("is not read without TLS, nor from an archive that refuses", async () => {
    const plain = { status: 307, headers: { location: "http://archive.test/x" } };
    await expect(answers((url) => untilJson(url) ?? new Response(null, plain))).rejects.toThrow(
      "tfe.example.test sends the plan by http://archive.test, without TLS.",
    );
    const secure = { status: 307, headers: { location: "https://archive.test/signed-canary" } };
    const refused = answers((url) =>
      url.startsWith("https://archive.test")
        ? new Response(null, { status: 403 })
        : (untilJson(url) ?? new Response(null, secure)),
    );
    await expect(refused).rejects.toThrow("archive.test, where tfe.example.test keeps plans, answers 403.");
    await expect(refused).rejects.not.toThrow("canary");
  });

  it("is refused for a host that is no HCP Terraform, that fails, or that is not there", async () => {
    await expect(answers(() => Response.json({ hello: 1 }))).rejects.toThrow("does not answer as HCP Terraform's API");
    await expect(answers(() => new Response("<html>"))).rejects.toThrow("Is it the right host?");
    await expect(answers(() => new Response("x", { status: 502 }))).rejects.toThrow("answers 502");
    const gone = readHcpRunPlan({ hostname: "127.0.0.1:1", runId: "run-1", token: TOKEN });
    await expect(gone).rejects.toThrow(/^127\.0\.0\.1:1 cannot be reached \(.+\)\.$/);
  });
});

function urlOf(input: Parameters<typeof fetch>[0]): string {
  if (typeof input === "string") return input;
  return input instanceof URL ? input.href : input.url;
}
