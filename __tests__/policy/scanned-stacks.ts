import { App, TerraformStack } from "cdktf";
import { BootstrapStack, BootstrapStackProps, MlflowStack, MlflowStackProps } from "../../src";
import { ADOPTABLE } from "../../src/settings/adoption";
import { StackJson } from "../support/stack-json";
import { BOOTSTRAP_JSON, MLFLOW_JSON, readText, scratchFolder } from "../support/synthesis";

/** Both profiles, and what differs where something is given. */
const MLFLOW: Readonly<Record<string, Partial<MlflowStackProps>>> = {
  economy: {},
  production: { profile: "production" },
  "http-redirect": { redirectHttp: true },
  "given-network": { network: "given", profile: "production" },
  "given-database": { database: "given" },
  "restored-database": { database: "restored", serverKeys: "new" },
  "given-key": { encryptionKey: "given", profile: "production" },
  "everything-given": {
    network: "given",
    database: "given",
    serverKeys: "given",
    encryptionKey: "given",
    certificate: "given",
  },
};

const BOOTSTRAP: Readonly<Record<string, Partial<BootstrapStackProps>>> = {
  bootstrap: {},
  "bootstrap-new-key": { encryptionKey: "new" },
  "bootstrap-given-key": { encryptionKey: "given" },
  "bootstrap-adopted": { adopt: ADOPTABLE },
};

/** What `main.ts` synthesizes as it is, and then the shapes, by name. About a tenth of a second each. */
export function scannedStacks(): ReadonlyMap<string, StackJson> {
  const common = { identityProvider: { type: "google" }, state: { type: "s3" } } as const;
  return new Map([
    ["main-mlflow", StackJson.default()],
    ["main-bootstrap", StackJson.bootstrap()],
    ...Object.entries(MLFLOW).map(([name, props]): [string, StackJson] => [
      name,
      synthesizedWithNotes((app) => new MlflowStack(app, "mlflow", { ...common, ...props })),
    ]),
    ...Object.entries(BOOTSTRAP).map(([name, props]): [string, StackJson] => [
      name,
      synthesizedWithNotes((app) => new BootstrapStack(app, "bootstrap", { state: { type: "local" }, ...props })),
    ]),
  ]);
}

/** As `cdktf synth` writes it: `Testing.synth` would leave out the notes, and with them the suppressions. */
function synthesizedWithNotes(build: (app: App) => TerraformStack): StackJson {
  const app = new App({ outdir: scratchFolder() });
  const stack = build(app);
  app.synth();
  return new StackJson(readText(app.outdir, stack.node.id === "bootstrap" ? BOOTSTRAP_JSON : MLFLOW_JSON));
}
