import { TerraformExecutor } from "./execution";
import { FakeService } from "./service";

/**
 * The fake as a process of its own, since tests wait for Terraform without letting their own process answer:
 * `node server.js <organization> <local|remote> <folder>`, with the token in `FAKE_HCP_TOKEN`, because a test reads all
 * command lines. Runs get the rest of the environment of this process.
 */
async function main([organization = "", mode, folder = ""]: readonly string[]): Promise<void> {
  const executionMode = mode === "local" ? "local" : "remote";
  const { FAKE_HCP_TOKEN: token = "" } = process.env;
  const service = new FakeService(
    { organization, token, executionMode, folder },
    (store) => new TerraformExecutor(store, folder),
  );
  await service.listen();
  process.stdout.write(`fake ready ${service.port}\n`);
}

void main(process.argv.slice(2));
