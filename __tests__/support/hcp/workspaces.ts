import { ApiError, ApiResponse, notFound, ok, okList, Resource, Routes, sent } from "./api";
import { Store, textOf, Workspace } from "./store";

/** Everything that the owner of an organization may do. */
const PERMISSIONS = Object.fromEntries(
  ["update", "destroy", "queue-run", "queue-apply", "queue-destroy", "lock", "unlock", "force-unlock"]
    .concat(["read-settings", "read-variable", "update-variable", "read-state-versions", "create-state-versions"])
    .map((permission) => [`can-${permission}`, true]),
);

function workspaceResource({ id, name, tags, executionMode, locked }: Workspace, store: Store): Resource {
  const run = store.runs.filter(({ workspace }) => workspace.id === id).at(-1);
  return {
    id,
    type: "workspaces",
    attributes: {
      name,
      "execution-mode": executionMode,
      operations: executionMode === "remote",
      locked,
      "tag-names": tags,
      "auto-apply": false,
      "terraform-version": "1.11.4",
      "working-directory": "",
      "structured-run-output-enabled": false,
      permissions: PERMISSIONS,
      actions: { "is-destroyable": true },
    },
    related: {
      organization: ["organizations", store.organization],
      ...(run === undefined ? {} : { "current-run": ["runs", run.id] as const }),
    },
  };
}

/** Workspaces with their tags and locks. Those that are made by the CLI run as `executionMode` says. */
export function workspaceRoutes(
  store: Store,
  executionMode: Workspace["executionMode"],
  release: (workspace: Workspace) => void,
): Routes {
  const answer = (workspace: Workspace, status = 200): ApiResponse => ok(workspaceResource(workspace, store), status);
  const lock = (id: string | undefined, locked: boolean): ApiResponse => {
    const workspace = store.workspace(id);
    if (workspace.locked === locked) throw new ApiError(409, `already ${locked ? "locked" : "unlocked"}`);
    if (locked) workspace.locked = true;
    else release(workspace);
    return answer(workspace);
  };
  return {
    "GET /organizations/:organization/entitlement-set": ({ params }): ApiResponse => {
      store.inOrganization(params.organization);
      const attributes = { operations: true, "state-storage": true, teams: true, "vcs-integrations": true };
      return ok({ id: store.organization, type: "entitlement-sets", attributes });
    },
    "GET /organizations/:organization/workspaces": ({ params, query }): ApiResponse => {
      store.inOrganization(params.organization);
      const wanted = (query.get("search[tags]") ?? "").split(",").filter((tag) => tag !== "");
      const carriesAll = ({ tags }: Workspace): boolean => wanted.every((tag) => tags.includes(tag));
      return okList(store.workspaces.filter(carriesAll).map((workspace) => workspaceResource(workspace, store)));
    },
    "GET /organizations/:organization/workspaces/:name": ({ params }): ApiResponse => {
      store.inOrganization(params.organization);
      const workspace = store.workspaces.find(({ name }) => name === params.name);
      if (workspace === undefined) throw notFound();
      return answer(workspace);
    },
    "POST /organizations/:organization/workspaces": ({ params, body }): ApiResponse => {
      store.inOrganization(params.organization);
      const name = textOf(sent(body).attributes, "name");
      if (name === undefined || store.workspaces.some((other) => other.name === name))
        throw new ApiError(422, "name has already been taken, or is missing");
      const mode = textOf(sent(body).attributes, "execution-mode");
      const workspace: Workspace = {
        id: store.id("ws"),
        name,
        tags: sent(body)
          .relatedAttributes("tags")
          .flatMap((tag) => textOf(tag, "name") ?? []),
        executionMode: mode === "local" || mode === "remote" ? mode : executionMode,
        locked: false,
        variables: [],
        states: [],
      };
      store.workspaces.push(workspace);
      return answer(workspace, 201);
    },
    "GET /workspaces/:id": ({ params }) => answer(store.workspace(params.id)),
    "PATCH /workspaces/:id": ({ params }) => answer(store.workspace(params.id)),
    "POST /workspaces/:id/actions/lock": ({ params }) => lock(params.id, true),
    "POST /workspaces/:id/actions/unlock": ({ params }) => lock(params.id, false),
    "POST /workspaces/:id/actions/force-unlock": ({ params }) => lock(params.id, false),
    "GET /organizations/:organization/projects": () => okList([]),
  };
}
