import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Context } from "./check";
import { JsonObject, objectOf, parseJson, textOf } from "./json";

/** Where Terraform keeps the state of the stack, as far as that is known. */
export type Backend =
  | S3Backend
  | { readonly type: "local"; readonly path: string }
  | { readonly type: "hcp-terraform" }
  | { readonly type: "other" };

/** What is left to `terraform init` and was not said there is `""`. */
export interface S3Backend {
  readonly type: "s3";
  readonly bucket: string;
  readonly key: string;
  readonly lockTable: string;
  /** true: the state is locked by an object beside it, too. */
  readonly lockFile: boolean;
  /** Where Terraform looks for bucket and table; `""`: in the region of the stack. */
  readonly region: string;
}

/** The backend of the JSON, completed by what `terraform init` was told. */
export function backendOf({ synthesized, folder, env }: Pick<Context, "synthesized" | "folder" | "env">): Backend {
  const { backend, cloud } = synthesized.terraform;
  const { s3, local } = objectOf(backend);
  if (s3 !== undefined) return s3Backend({ ...initialized(folder, env), ...withoutNulls(objectOf(s3)) });
  if (local !== undefined) return { type: "local", path: join(folder, textOf(objectOf(local).path)) };
  return { type: cloud === undefined ? "other" : "hcp-terraform" };
}

function s3Backend(config: JsonObject): S3Backend {
  return {
    type: "s3",
    bucket: textOf(config.bucket),
    key: textOf(config.key),
    lockTable: textOf(config.dynamodb_table),
    lockFile: config.use_lockfile === true,
    region: textOf(config.region),
  };
}

/** Terraform writes down here what it was initialized with. */
function initialized(folder: string, env: NodeJS.ProcessEnv): JsonObject {
  const path = join(folder, env.TF_DATA_DIR ?? ".terraform", "terraform.tfstate");
  if (!existsSync(path)) return {};
  const { type, config } = objectOf(objectOf(parseJson(readFileSync(path, "utf8"))).backend);
  return type === "s3" ? withoutNulls(objectOf(config)) : {};
}

function withoutNulls(config: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
}
