import { TerraformExecutor } from "./execution";
import { FakeService } from "./service";

/**
 * The fake as a process of its own, since tests wait for Terraform without letting their own process answer:
 * `node server.js <organization> <token> <local|remote> <folder>`. Runs get the environment of this process.
 */
async function main([organization = "", token = "", mode, folder = ""]: readonly string[]): Promise<void> {
  const executionMode = mode === "local" ? "local" : "remote";
  const service = new FakeService(
    { organization, token, executionMode, folder },
    (store) => new TerraformExecutor(store, folder, {}),
  );
  await service.listen();
  process.stdout.write(`fake ready ${service.port}\n`);
}

void main(process.argv.slice(2));
