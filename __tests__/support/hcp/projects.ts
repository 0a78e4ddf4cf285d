import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProjectCopy } from "../project-copy";

/** What makes Terraform ask nobody. */
export const AUTOMATION = { TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" };

/** Host of the Terraform Enterprise that a stack names. Dots and hyphens both have a spelling in `TF_TOKEN_*`. */
export const ENTERPRISE = "tfe.example-one.test";

/**
 * A `main.ts` with mlflow and two stacks of variables, outputs and an asset, which are applied in a second: one in a
 * named workspace of the default host, one in tagged workspaces of another.
 */
const MAIN = `
import { AssetType, TerraformAsset, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { hcpTerraform, HcpTerraformState, MlflowStack, StackFactory, synthesize } from "./src";
import { addBackend } from "./src/state/state";

const small =
  (id: string, state: HcpTerraformState): StackFactory =>
  (app) => {
    const stack = new TerraformStack(app, id);
    addBackend(stack, state);
    const word = new TerraformVariable(stack, "word", { type: "string", default: "hello" });
    new TerraformVariable(stack, "password", { type: "string", default: "", sensitive: true }).addOverride("ephemeral", true);
    new TerraformOutput(stack, "said", { value: word.value });
    new TerraformAsset(stack, "module", { path: "module", type: AssetType.DIRECTORY });
  };

synthesize(
  small("named", hcpTerraform({ organization: "acme", workspace: "small" })),
  small("tagged", hcpTerraform({ organization: "acme", tags: ["small", "team:ml"], hostname: "${ENTERPRISE}" })),
  (app) =>
    new MlflowStack(app, "mlflow", {
      identityProvider: { type: "google" },
      state: hcpTerraform({ organization: "acme", workspace: "mlflow" }),
    }),
);
`;

/** Files of a local folder that the small stacks take along as an asset; only the first of them is to be uploaded. */
const MODULE = ["main.tf", ".env", "dev.tfvars", "terraform.tfstate"];

/** A copy of the project whose stacks are those. */
export function newProject(): ProjectCopy {
  const project = new ProjectCopy();
  writeFileSync(join(project.folder, "main.ts"), MAIN);
  mkdirSync(join(project.folder, "module"));
  for (const name of MODULE) writeFileSync(join(project.folder, "module", name), `# canary-module\n`);
  return project;
}
