import { dirname, delimiter, resolve } from "node:path";
import { Container } from "./container";
import { containerEnvironment, Endpoints } from "./container-environment";
import { EmulatedAccount } from "./emulated-account";
import { RegisteredContainer, RegisteredTask } from "./registered-task";
import { Supervisor } from "./supervisor";
import { Surroundings } from "./surroundings";
import { Task } from "./task";

/** Where the programs of the images are found: the Python environment of the rehearsal, oauth2-proxy, the system. */
export function imagePath(oauth2Proxy: string | undefined): string {
  const folders = [resolve(".venv/rehearsal/bin"), ...(oauth2Proxy ? [dirname(oauth2Proxy)] : []), "/usr/bin", "/bin"];
  return folders.join(delimiter);
}

/** This machine in the place of ECS: starts tasks of a registered definition. */
export class TaskHost {
  constructor(
    private readonly supervisor: Supervisor,
    private readonly account: EmulatedAccount,
    private readonly endpoints: Endpoints,
    private readonly path: string,
  ) {}

  /**
   * Starts a task.
   *
   * @param overrides environment that goes before everything else: tests break one thing with it
   */
  start(
    name: string,
    registered: RegisteredTask,
    surroundings: Surroundings,
    overrides: Readonly<Record<string, string>> = {},
  ): Task {
    return new Task(name, registered, async (container) => {
      const secrets = await this.secrets(registered, container);
      const env = containerEnvironment(registered, container, secrets, this.endpoints, surroundings);
      return new Container(container, this.supervisor, name, surroundings, { PATH: this.path, ...env, ...overrides });
    });
  }

  private async secrets(
    { family }: RegisteredTask,
    container: RegisteredContainer,
  ): Promise<Readonly<Record<string, string>>> {
    const values = container.secrets.map(async ({ name, valueFrom }): Promise<[string, string]> => [
      name,
      await this.account.secretForTask(family, valueFrom),
    ]);
    return Object.fromEntries(await Promise.all(values));
  }
}
