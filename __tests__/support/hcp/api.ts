import { isList, isObject, Json, JsonObject, object, parse } from "../stack-json";

/** A call of the API, its path already split. */
export interface ApiRequest {
  /** Values of the `:names` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export interface ApiResponse {
  readonly status: number;
  readonly body?: Json | Buffer;
  /** Where a redirect leads. */
  readonly location?: string;
}

export type Handler = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

/** Method and path, such as `GET /workspaces/:id`, and what answers. */
export type Routes = Readonly<Record<string, Handler>>;

/** A resource in the form of JSON:API. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly attributes: JsonObject;
  /** Related resources by the name of the relation, as type and id. */
  readonly related?: Readonly<Record<string, readonly [type: string, id: string]>>;
}

function resourceJson({ id, type, attributes, related = {} }: Resource): JsonObject {
  const relationships = Object.entries(related).map(([name, [type, id]]) => [name, { data: { type, id } }] as const);
  return { id, type, attributes, relationships: Object.fromEntries(relationships) };
}

export function ok(resource: Resource, status = 200): ApiResponse {
  return { status, body: { data: resourceJson(resource) } };
}

export function okList(resources: readonly Resource[]): ApiResponse {
  const pagination = {
    "current-page": 1,
    "prev-page": null,
    "next-page": null,
    "total-pages": 1,
    "total-count": resources.length,
  };
  return { status: 200, body: { data: resources.map(resourceJson), meta: { pagination } } };
}

/** An answer that the API gives by throwing it from anywhere inside a handler. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    title: string,
  ) {
    super(title);
  }

  get response(): ApiResponse {
    return { status: this.status, body: { errors: [{ status: String(this.status), title: this.message }] } };
  }
}

/** The real API gives this for what may not be seen, too. */
export function notFound(): ApiError {
  return new ApiError(404, "not found");
}

/** A JSON:API document that was sent. */
export interface Sent {
  readonly attributes: JsonObject;
  /** Id of the resource behind a relation. */
  related(name: string): string | undefined;
  /** Attributes of the resources that were sent along in a relation. */
  relatedAttributes(name: string): readonly JsonObject[];
}

export function sent(body: Buffer): Sent {
  const data = object(object(parseBody(body)).data);
  const relationships = object(data.relationships ?? {});
  const relation = (name: string): Json => object(relationships[name] ?? {}).data ?? null;
  return {
    attributes: object(data.attributes ?? {}),
    related(name): string | undefined {
      const resource = relation(name);
      return isObject(resource) && typeof resource.id === "string" ? resource.id : undefined;
    },
    relatedAttributes(name): readonly JsonObject[] {
      const resources = relation(name);
      return isList(resources) ? resources.map((resource) => object(object(resource).attributes)) : [];
    },
  };
}

function parseBody(body: Buffer): Json {
  try {
    return parse(body.toString());
  } catch {
    throw new ApiError(400, "the body is no JSON");
  }
}

/** The handler of a call, with what the `:names` of its path stand for. */
export function route(
  routes: Routes,
  method: string,
  path: string,
): { readonly handler: Handler; readonly params: Readonly<Record<string, string>> } | undefined {
  for (const [pattern, handler] of Object.entries(routes)) {
    const [wantedMethod, wantedPath = ""] = pattern.split(" ");
    const steps = path.split("/");
    const names = wantedPath.split("/");
    if (wantedMethod !== method || names.length !== steps.length) continue;
    const pairs = names.map((name, index) => [name, steps[index] ?? ""] as const);
    if (pairs.some(([name, step]) => !name.startsWith(":") && name !== step)) continue;
    const params = pairs.filter(([name]) => name.startsWith(":")).map(([name, step]) => [name.slice(1), step] as const);
    return { handler, params: Object.fromEntries(params) };
  }
  return undefined;
}
