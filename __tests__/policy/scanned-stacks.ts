import { readdirSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { BootstrapStack, BootstrapStackProps, MlflowStack, MlflowStackProps } from "../../src";
import { ADOPTABLE } from "../../src/settings/adoption";
import { CI } from "../support/bootstrap-shapes";
import { StackJson } from "../support/stack-json";
import { BOOTSTRAP_JSON, MLFLOW_JSON, readText, scratchFolder } from "../support/synthesis";

type Build = (app: App) => TerraformStack;

function mlflow(props: Partial<MlflowStackProps>): Build {
  const common = { identityProvider: { type: "google" }, state: { type: "s3" } } as const;
  return (app) => new MlflowStack(app, "mlflow", { ...common, ...props });
}

function bootstrap(props: Partial<BootstrapStackProps>): Build {
  return (app) => new BootstrapStack(app, "bootstrap", { state: { type: "local" }, ...props });
}

/** Both profiles and both stacks, and what differs where something is given. */
const SHAPES = {
  economy: mlflow({}),
  production: mlflow({ profile: "production" }),
  "http-redirect": mlflow({ redirectHttp: true }),
  "given-network": mlflow({ network: "given", profile: "production" }),
  "given-database": mlflow({ database: "given" }),
  "restored-database": mlflow({ database: "restored", serverKeys: "new" }),
  "given-key": mlflow({ encryptionKey: "given", profile: "production" }),
  "everything-given": mlflow({
    network: "given",
    database: "given",
    serverKeys: "given",
    encryptionKey: "given",
    certificate: "given",
  }),
  bootstrap: bootstrap({}),
  "bootstrap-new-key": bootstrap({ encryptionKey: "new" }),
  "bootstrap-given-key": bootstrap({ encryptionKey: "given" }),
  "bootstrap-adopted": bootstrap({ adopt: ADOPTABLE }),
  "bootstrap-ci-github": bootstrap({ encryptionKey: "new", ci: CI["GitHub's branch"] }),
  "bootstrap-ci-github-ids": bootstrap({ ci: CI["GitHub's environment"] }),
  "bootstrap-ci-github-tracking": bootstrap({ ci: CI["GitHub with tracking"] }),
  "bootstrap-ci-gitlab": bootstrap({ ci: CI.GitLab }),
  "bootstrap-ci-hcp-terraform": bootstrap({ ci: CI["HCP Terraform"] }),
} as const;

/** Name of a shape that is scanned. */
export type ShapeName = keyof typeof SHAPES;

/** What `main.ts` synthesizes as it is, and then the shapes, by name. About a tenth of a second each. */
export function scannedStacks(): ReadonlyMap<string, StackJson> {
  const shapes = Object.entries(SHAPES).map(([name, build]): [string, StackJson] => [
    name,
    synthesizedWithNotes(build),
  ]);
  return new Map([...mainStacks(), ...shapes]);
}

/** One shape alone. */
export function shape(name: ShapeName): StackJson {
  return synthesizedWithNotes(SHAPES[name]);
}

/** Every stack of `main.ts`, however many there are. */
function mainStacks(): [string, StackJson][] {
  const outdir = process.env.TEST_CDKTF_OUT;
  if (outdir === undefined) throw new Error("this ring has no global set-up");
  const names = readdirSync(join(outdir, "stacks"));
  return names.map((name) => [`main-${name}`, new StackJson(readText(outdir, "stacks", name, "cdk.tf.json"))]);
}

/** As `cdktf synth` writes it: `Testing.synth` would leave out the notes, and with them the suppressions. */
function synthesizedWithNotes(build: Build): StackJson {
  const app = new App({ outdir: scratchFolder() });
  const stack = build(app);
  app.synth();
  return new StackJson(readText(app.outdir, stack.node.id === "bootstrap" ? BOOTSTRAP_JSON : MLFLOW_JSON));
}
