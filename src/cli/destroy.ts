import { runCommand } from "./command";
import { destroyBootstrap } from "./destroy/bootstrap";
import { destroyMlflow } from "./destroy/mlflow";
import { readDestroyOptions } from "./destroy/options";

const USAGE = `Usage: npm run destroy [-- [--stack mlflow-<name>] [--phrase "<phrase>"] [arguments for terraform, such as -var-file=prod.tfvars]]

Destroys a stack (mlflow unless another is named) after asking for a phrase: "destroy <stack>", or
"destroy <stack> and every artifact" when the artifact bucket holds objects.

--stack bootstrap destroys state bucket, lock table and secrets, last of all. Its phrases are "destroy bootstrap" and, when
the bucket holds states, "destroy bootstrap and every state".`;

async function destroy(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const options = readDestroyOptions(args, USAGE);
  await (options.stack === "bootstrap" ? destroyBootstrap(options) : destroyMlflow(options));
}

runCommand(destroy);
