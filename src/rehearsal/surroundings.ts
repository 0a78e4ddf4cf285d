import { join } from "node:path";
import { RegisteredContainer } from "./registered-task";
import { Supervisor } from "./supervisor";

/** What stands around the processes of one task: their file system and their network. */
export interface Surroundings {
  /** Folder of a volume of the task on this machine. */
  volume(name: string): string;
  /** The command that runs one command of a container, untouched, inside of them. */
  wrap(container: RegisteredContainer, command: readonly string[]): readonly string[];
  /** Where a process of the container finds what is below a path of the container. */
  path(container: RegisteredContainer, path: string): string;
  /** Where it finds the file with the certificate authorities of the endpoints. */
  readonly authorityFile: string;
  /** Who gets the signals that are for the container. */
  readonly signalled: "itself" | "child";
}

/**
 * None: the processes share network and root of this machine. Works everywhere, for one task at a time. A process
 * cannot be shown another `/tmp`, so environment variables that name a mounted folder name the volume's instead.
 */
export class SharedSurroundings implements Surroundings {
  readonly signalled = "itself";

  constructor(
    private readonly supervisor: Supervisor,
    private readonly task: string,
    readonly authorityFile: string,
  ) {}

  volume(name: string): string {
    return this.supervisor.subfolder(join("tasks", this.task, name));
  }

  wrap(_container: RegisteredContainer, command: readonly string[]): readonly string[] {
    return command;
  }

  path(container: RegisteredContainer, path: string): string {
    const mount = container.mounts.find((each) => path === each.path || path.startsWith(`${each.path}/`));
    return mount === undefined ? path : `${this.volume(mount.volume)}${path.slice(mount.path.length)}`;
  }
}
