import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../check";
import { JsonObject, objectOf, parseJson, textOf } from "../json";

/** Where the state is. */
export interface Backend {
  /** `s3`, `local`, `cloud` */
  readonly type: string;
  readonly config: JsonObject;
}

/** As `terraform init` has settled it, with what `-backend-config` added; before the first init, as it was synthesized. */
export function backendOf({ folder, synthesized }: Pick<Context, "folder" | "synthesized">): Backend {
  const initialized = objectOf(readIfThere(join(folder, ".terraform/terraform.tfstate")).backend);
  if (textOf(initialized.type) !== "") return { type: textOf(initialized.type), config: objectOf(initialized.config) };
  const [[type, config] = ["cloud", {}]] = Object.entries(objectOf(synthesized.terraform.backend));
  return { type, config: objectOf(config) };
}

function readIfThere(file: string): JsonObject {
  return existsSync(file) ? objectOf(parseJson(readFileSync(file, "utf8"))) : {};
}
