import { ApiError, ApiResponse, ok, okList, Resource, Routes, sent } from "./api";
import { Store, textOf, Variable } from "./store";

/** A sensitive value can be written, never read. */
function variableResource({ id, sensitive, value, ...attributes }: Variable): Resource {
  return { id, type: "vars", attributes: { ...attributes, sensitive, value: sensitive ? null : value } };
}

/** The variables of a workspace, each by one call. */
export function variableRoutes(store: Store): Routes {
  return {
    "GET /workspaces/:id/vars": ({ params }) => okList(store.workspace(params.id).variables.map(variableResource)),
    "POST /workspaces/:id/vars": ({ params, body }): ApiResponse => {
      const { variables } = store.workspace(params.id);
      const { attributes } = sent(body);
      const [key = "", value = "", description = "", category] = ["key", "value", "description", "category"].map(
        (name) => textOf(attributes, name),
      );
      if (!/^[A-Za-z0-9_-]+$/.test(key)) throw new ApiError(422, "key is invalid");
      if (category !== "terraform" && category !== "env") throw new ApiError(422, "category is invalid");
      if (description.length > 512) throw new ApiError(422, "description is too long (maximum is 512 characters)");
      if (variables.some((other) => other.key === key && other.category === category))
        throw new ApiError(422, "key has already been taken");
      const { hcl, sensitive } = attributes;
      const variable = { id: store.id("var"), key, value, description, category } as const;
      variables.push({ ...variable, hcl: hcl === true, sensitive: sensitive === true });
      return ok(variableResource({ ...variable, hcl: hcl === true, sensitive: sensitive === true }), 201);
    },
  };
}
