import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "../support/environment";
import { readTree } from "../support/files";
import { ProjectCopy } from "../support/project-copy";
import { Shell } from "../support/shell";
import { object, parse, text } from "../support/stack-json";
import { MLFLOW_JSON, PROJECT, readText } from "../support/synthesis";

jest.setTimeout(3 * 60_000);

const MODULE = `
variable "bucket" {
  type        = string
  description = "Bucket that is described."
}
variable "quotas" {
  type    = map(number)
  default = {}
}
output "sentence" {
  value = "\${var.bucket} has \${length(var.quotas)} quotas."
}
`;

const STACK = `import { TerraformOutput } from "cdktf";
import { Quotas } from "./.gen/modules/quotas";
import { MlflowStack } from "./src";

export class StackWithModule extends MlflowStack {
  readonly quotas = new Quotas(this, "quotas", { bucket: this.artifacts.name, quotas: { models: 3 } });
  readonly sentence = new TerraformOutput(this, "sentence", { value: this.quotas.sentenceOutput });
}
`;

const FOLDER = "cdktf.out/stacks/mlflow-module";

/** Somebody who needs a Terraform module of their own beside our stack. The tests build on each other, in this order. */
describe("bindings of a local module", () => {
  const project = new ProjectCopy();
  const environment = cleanEnvironment({ CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" });
  const shell = new Shell(project.folder, environment);
  const put = (path: string, text: string): void => {
    writeFileSync(join(project.folder, path), text);
  };

  beforeAll(() => {
    for (const name of ["eslint.config.mjs", ".prettierrc.json", ".prettierignore", ".gitignore"]) {
      cpSync(join(PROJECT, name), join(project.folder, name));
    }
    mkdirSync(join(project.folder, "modules/quotas"), { recursive: true });
    put("modules/quotas/main.tf", MODULE);
    const entry = '"terraformModules": [{ "name": "quotas", "source": "./modules/quotas" }]';
    put("cdktf.json", readText(PROJECT, "cdktf.json").replace('"terraformModules": []', entry));
    put("stack-with-module.ts", STACK);
    const second = [
      "  (app) =>",
      '    new StackWithModule(app, "mlflow-module", { identityProvider: { type: "google" }, state: { type: "local" } }),',
    ];
    const main = readText(PROJECT, "main.ts").replace(/\);\n$/, [...second, ");", ""].join("\n"));
    put("main.ts", main.replace('"./src";\n', '"./src";\nimport { StackWithModule } from "./stack-with-module";\n'));
  });

  afterAll(() => {
    project.remove();
  });

  test("npm run get writes typed bindings", () => {
    shell.run("npm run get");
    const bindings = readText(project.folder, ".gen/modules/quotas.ts");
    expect(bindings).toContain("readonly bucket: string;");
    expect(bindings).toContain("readonly quotas?: { [key: string]: number }");
  });

  test("a project with bindings and their use passes npm run lint", () => {
    shell.run("npm run lint");
  });

  test("a wrong input is an error of the type checker", () => {
    put("wrong.ts", STACK.replace("models: 3", 'models: "3"'));
    const { status, output } = shell.attempt("npx tsc --noEmit --strict --types node --skipLibCheck wrong.ts");
    expect(status).not.toBe(0);
    expect(output).toContain("Type 'string' is not assignable to type 'number'");
    shell.run("rm wrong.ts");
  });

  test("npm run synth writes the module's block, its files beside it, and the same mlflow stack as ever", () => {
    shell.run("npm run --silent synth");
    const { module } = object(parse(readText(project.folder, FOLDER, "cdk.tf.json")));
    const { source, ...inputs } = object(object(module).quotas);
    expect(inputs).toMatchObject({ bucket: "${aws_s3_bucket.artifacts.id}", quotas: { models: 3 } });
    expect(source).toMatch(/^\.\/assets\/\w+\/\w+$/);
    expect(readText(project.folder, FOLDER, text(source), "main.tf")).toBe(MODULE);
    expect(readText(project.stack, "cdk.tf.json")).toBe(readText(process.env.TEST_CDKTF_OUT ?? "", MLFLOW_JSON));
  });

  test("cdktf synth writes the same", () => {
    const stack = (): Record<string, string> => readTree(join(project.folder, FOLDER));
    const before = stack();
    shell.run("npx cdktf synth");
    expect(stack()).toEqual(before);
  });

  test("the stack with the module is valid", () => {
    shell.run(`terraform -chdir=${FOLDER} init -backend=false`);
    expect(shell.run(`terraform -chdir=${FOLDER} validate -no-color`).output).toContain("The configuration is valid");
  });
});
