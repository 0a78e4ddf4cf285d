import { object, text, list } from "../stack-json";
import { ApiError, ApiResponse, notFound, ok, okList, Resource, Routes, sent } from "./api";
import { Configuration, Run, Store, textOf, Workspace } from "./store";

/** What executes runs. */
export interface Executor {
  /** @returns what becomes of the run */
  plan(run: Run): Promise<"planned" | "planned_and_finished" | "errored">;
  apply(run: Run): Promise<void>;
}

function runResource(run: Run): Resource {
  const { id, planId, applyId, status, message, configuration, workspace } = run;
  const confirmable = status === "planned";
  return {
    id,
    type: "runs",
    attributes: {
      status,
      message,
      "auto-apply": run.autoApply,
      "is-destroy": run.isDestroy,
      "plan-only": run.planOnly,
      "has-changes": run.hasChanges,
      "created-at": "2026-01-01T00:00:00.000Z",
      source: "tfe-api",
      "position-in-queue": 0,
      actions: { "is-cancelable": false, "is-confirmable": confirmable, "is-discardable": confirmable },
      permissions: { "can-apply": true, "can-cancel": true, "can-discard": true },
    },
    related: {
      workspace: ["workspaces", workspace.id],
      plan: ["plans", planId],
      apply: ["applies", applyId],
      "configuration-version": ["configuration-versions", configuration.id],
    },
  };
}

/** Queues a run and starts it at once, unless somebody holds the workspace. */
export class Runs {
  constructor(
    private readonly store: Store,
    private readonly executor: Executor,
  ) {}

  /** A run of an uploaded configuration. */
  queue(configuration: Configuration, settings: Partial<Run> = {}): Run {
    const run: Run = {
      id: this.store.id("run"),
      planId: this.store.id("plan"),
      applyId: this.store.id("apply"),
      workspace: configuration.workspace,
      configuration,
      message: "Triggered via API",
      variables: [],
      planOnly: configuration.speculative,
      autoApply: false,
      isDestroy: false,
      status: "pending",
      planStatus: "pending",
      applyStatus: "pending",
      planLog: "",
      applyLog: "",
      hasChanges: false,
      ...settings,
    };
    this.store.runs.push(run);
    // A plan that nobody can apply holds nothing and waits for nothing.
    if (run.planOnly || !run.workspace.locked) void this.start(run);
    return run;
  }

  async apply(run: Run): Promise<void> {
    run.status = "applying";
    run.applyStatus = "running";
    await this.executor.apply(run);
    this.release(run.workspace);
  }

  discard(run: Run): void {
    run.status = "discarded";
    this.release(run.workspace);
  }

  /** Unlocks a workspace, and starts the run that waited for it. */
  release(workspace: Workspace): void {
    workspace.locked = false;
    const next = this.store.runs.find((run) => run.workspace.id === workspace.id && run.status === "pending");
    if (next !== undefined) void this.start(next);
  }

  private async start(run: Run): Promise<void> {
    if (!run.planOnly) run.workspace.locked = true;
    run.status = "planning";
    run.planStatus = "running";
    const status = await this.executor.plan(run);
    run.planStatus = status === "errored" ? "errored" : "finished";
    if (status !== "planned") run.applyStatus = "unreachable";
    run.status = status;
    if (status === "planned" && run.autoApply) await this.apply(run);
    else if (status !== "planned" && !run.planOnly) this.release(run.workspace);
  }
}

/** Runs with their plans and applies. */
export function runRoutes(store: Store, runs: Runs): Routes {
  return {
    "POST /runs": ({ body }): ApiResponse => {
      const request = sent(body);
      const { attributes } = request;
      const configuration = store.configuration(request.related("configuration-version"));
      if (configuration.upload === undefined) throw new ApiError(422, "configuration version is not uploaded");
      const variables = list(attributes.variables ?? []).map((variable) => {
        const { key, value } = object(variable);
        return { key: text(key), value: text(value) };
      });
      const run = runs.queue(configuration, {
        message: textOf(attributes, "message") ?? "Triggered via API",
        variables,
        planOnly: configuration.speculative || attributes["plan-only"] === true,
        autoApply: attributes["auto-apply"] === true,
        isDestroy: attributes["is-destroy"] === true,
      });
      return ok(runResource(run), 201);
    },
    "GET /runs/:id": ({ params }) => ok(runResource(store.run(params.id))),
    "GET /runs/:id/run-events": () => okList([]),
    "GET /workspaces/:id/runs": ({ params }): ApiResponse => {
      const { id } = store.workspace(params.id);
      const newestFirst = store.runs.filter(({ workspace }) => workspace.id === id).reverse();
      return okList(newestFirst.map(runResource));
    },
    "GET /organizations/:organization/runs/queue": () => okList([]),
    "POST /runs/:id/actions/apply": ({ params }): ApiResponse => {
      const run = store.run(params.id);
      if (run.status !== "planned") throw new ApiError(409, "transition not allowed");
      void runs.apply(run);
      return { status: 202 };
    },
    "POST /runs/:id/actions/discard": ({ params }): ApiResponse => {
      const run = store.run(params.id);
      if (run.status !== "planned") throw new ApiError(409, "transition not allowed");
      runs.discard(run);
      return { status: 202 };
    },
    "GET /plans/:id": ({ params }): ApiResponse => {
      const run = store.run(params.id);
      const url = store.signed({ get: () => Buffer.from(run.planLog) });
      const attributes = { status: run.planStatus, "has-changes": run.hasChanges, "log-read-url": url };
      return ok({ id: run.planId, type: "plans", attributes });
    },
    "GET /plans/:id/json-output": ({ params }): ApiResponse => {
      const { planStatus, planJson } = store.run(params.id);
      if (planStatus === "pending" || planStatus === "running") return { status: 204 };
      if (planJson === undefined) throw notFound();
      return { status: 307, location: store.signed({ get: () => planJson }) };
    },
    "GET /applies/:id": ({ params }): ApiResponse => {
      const run = store.run(params.id);
      const url = store.signed({ get: () => Buffer.from(run.applyLog) });
      return ok({ id: run.applyId, type: "applies", attributes: { status: run.applyStatus, "log-read-url": url } });
    },
  };
}
