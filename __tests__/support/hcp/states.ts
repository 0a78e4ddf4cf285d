import { isObject, JsonObject, object, parse } from "../stack-json";
import { ApiError, ApiResponse, notFound, ok, okList, Resource, Routes, sent } from "./api";
import { StateVersion, Store, Workspace } from "./store";

function stateResource(version: StateVersion, store: Store): Resource {
  const put = (content: Buffer): void => {
    version.state = content;
  };
  return {
    id: version.id,
    type: "state-versions",
    attributes: {
      serial: version.serial,
      status: "finalized",
      "resources-processed": true,
      "hosted-state-download-url": store.signed({ get: () => version.state }),
      "hosted-state-upload-url": store.signed({ put }),
      "hosted-json-state-upload-url": store.signed({ put: () => undefined }),
    },
  };
}

/** The outputs of the newest state. */
function outputs({ states }: Workspace): readonly Resource[] {
  const state = states.at(-1)?.state.toString() ?? "{}";
  const declared: JsonObject = object(object(parse(state)).outputs ?? {});
  return Object.entries(declared).map(([name, output]) => {
    const { value = null, type = null, sensitive = false } = isObject(output) ? output : {};
    return {
      id: `wsout-${name}`,
      type: "state-version-outputs",
      attributes: { name, value, type: typeof type === "string" ? type : "array", "detailed-type": type, sensitive },
    };
  });
}

/** Versions of states. Whoever writes one must hold the lock, as in the real service. */
export function stateRoutes(store: Store): Routes {
  return {
    "GET /workspaces/:id/current-state-version": ({ params }): ApiResponse => {
      const newest = store.workspace(params.id).states.at(-1);
      if (newest === undefined) throw notFound();
      return ok(stateResource(newest, store));
    },
    "GET /workspaces/:id/current-state-version-outputs": ({ params }) => okList(outputs(store.workspace(params.id))),
    "POST /workspaces/:id/state-versions": ({ params, body }): ApiResponse => {
      const workspace = store.workspace(params.id);
      if (!workspace.locked) throw new ApiError(409, "workspace must be locked to upload a state version");
      const { serial } = sent(body).attributes;
      const version = { id: store.id("sv"), serial: typeof serial === "number" ? serial : 0, state: Buffer.alloc(0) };
      workspace.states.push(version);
      return ok(stateResource(version, store), 201);
    },
    "GET /state-versions/:id": ({ params }): ApiResponse => {
      const all = store.workspaces.flatMap(({ states }) => states);
      const version = all.find(({ id }) => id === params.id);
      if (version === undefined) throw notFound();
      return ok(stateResource(version, store));
    },
  };
}
