import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { onlyChild, Program } from "./program";
import { RegisteredContainer } from "./registered-task";
import { Supervisor } from "./supervisor";
import { Surroundings } from "./surroundings";

/** Where the processes find the authorities: no path that a container would cover. */
const AUTHORITY_FILE = "/rehearsal/authorities.pem";

/** Made for each container instead of taken from this machine. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(["proc", "dev", "tmp"]);

/** What a task of its own network reaches, and what reaches it. */
export interface IsolatedSettings {
  /** Ports of this machine's loopback address that the task finds on its own. */
  readonly reachable: readonly number[];
  /** Ports of the task that this machine may connect to. */
  readonly open: readonly number[];
  readonly authorityFile: string;
  /** Folders with programs that lie below a path which volumes cover, such as `/tmp`. @default - none */
  readonly programFolders?: readonly string[];
}

/**
 * A network of the task's own, whose loopback address is not this machine's, and for each container a root that nobody
 * can write to, with the declared volumes at their places and no capabilities. Linux, with `bubblewrap` and `nsenter`.
 */
export class IsolatedSurroundings implements Surroundings {
  readonly signalled = "child";
  readonly authorityFile = AUTHORITY_FILE;

  private constructor(
    private readonly supervisor: Supervisor,
    private readonly task: string,
    private readonly settings: IsolatedSettings,
    private readonly bridges: { readonly inner: Program; readonly outer: Program },
    /** Port on this machine for each open port of the task. */
    readonly ports: ReadonlyMap<number, number>,
  ) {}

  /** Makes the network. @throws ProgramError where this machine does not allow it */
  static async create(supervisor: Supervisor, task: string, settings: IsolatedSettings): Promise<IsolatedSurroundings> {
    const folder = supervisor.subfolder(join("tasks", task, "network"));
    const socket = (name: string, port: number): { path: string } => ({ path: join(folder, `${name}-${port}`) });
    const { reachable, open } = settings;
    const bridge = (name: string, wrapper: readonly string[], routes: readonly object[]): Program =>
      supervisor.start(
        `${task}-${name}`,
        [...wrapper, process.execPath, "src/rehearsal/bridge.mjs", JSON.stringify(routes)],
        { env: { PATH: process.env.PATH ?? "" }, signalled: wrapper.length > 0 ? "child" : "itself" },
      );
    const inner = bridge(
      "network",
      ["bwrap", "--dev-bind", "/", "/", "--unshare-net"],
      [
        ...reachable.map((port) => ({ listen: { port }, connect: socket("out", port) })),
        ...open.map((port) => ({ listen: socket("in", port), connect: { port } })),
      ],
    );
    const outer = bridge(
      "bridge",
      [],
      [
        ...open.map((port) => ({ listen: { port: 0 }, connect: socket("in", port) })),
        ...reachable.map((port) => ({ listen: socket("out", port), connect: { port } })),
      ],
    );
    await inner.prints(/^bridge ready/m, 20);
    const [, ports = ""] = await outer.prints(/^bridge ready \[(.*)\]$/m, 20);
    const numbers = ports.split(",").map(Number);
    return new IsolatedSurroundings(
      supervisor,
      task,
      settings,
      { inner, outer },
      new Map(open.map((port, index) => [port, numbers[index] ?? 0])),
    );
  }

  volume(name: string): string {
    return this.supervisor.subfolder(join("tasks", this.task, name));
  }

  path(_container: RegisteredContainer, path: string): string {
    return path;
  }

  wrap(container: RegisteredContainer, command: readonly string[]): readonly string[] {
    const { authorityFile, programFolders = [] } = this.settings;
    const mounts = container.mounts.flatMap(({ volume, path, readOnly }) => [
      readOnly ? "--ro-bind" : "--bind",
      this.volume(volume),
      path,
    ]);
    return [
      ...["nsenter", "--target", String(onlyChild(this.bridges.inner.pid)), "--net"],
      ...(process.getuid?.() === 0 ? [] : ["--user", "--preserve-credentials"]),
      ...["bwrap", ...hostRoot(), "--proc", "/proc", "--dev", "/dev", "--dir", "/tmp"],
      ...["--ro-bind", authorityFile, AUTHORITY_FILE, ...mounts],
      ...programFolders.flatMap((folder) => ["--ro-bind", folder, folder]),
      ...(container.readOnlyRoot ? ["--remount-ro", "/"] : []),
      ...["--cap-drop", "ALL", "--chdir", "/", "--", ...command],
    ];
  }

  /** Ends the network; the task must have stopped before. */
  async close(): Promise<void> {
    await Promise.all([this.bridges.inner.stop(2), this.bridges.outer.stop(2)]);
  }
}

/** Everything at the root of this machine, read-only, but for what a container gets of its own. */
function hostRoot(): readonly string[] {
  return readdirSync("/", { withFileTypes: true })
    .filter(({ name }) => !OWN_FOLDERS.has(name))
    .flatMap((entry) => {
      const path = `/${entry.name}`;
      if (entry.isSymbolicLink()) return ["--symlink", readlinkSync(path), path];
      return entry.isDirectory() ? ["--ro-bind", path, path] : [];
    });
}
