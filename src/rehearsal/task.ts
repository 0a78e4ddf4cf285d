import { Container } from "./container";
import { RegisteredTask } from "./registered-task";

/** Starts one container of a task that may start now. */
export type StartContainer = (container: RegisteredTask["containers"][number]) => Promise<Container>;

/** A running task: its containers start in the order of their conditions, and stop together, as ECS does it. */
export class Task {
  /** By name, in the order of their start. */
  readonly containers = new Map<string, Container>();
  /** Resolves when every container has started; rejects when one could not. */
  readonly started: Promise<void>;
  /** Resolves with the reason when an essential container has ended or become unhealthy, and all are stopped. */
  readonly stopped: Promise<string>;
  private stopping: Promise<void> | undefined;
  private tell: (reason: string) => void = () => undefined;

  constructor(
    readonly name: string,
    registered: RegisteredTask,
    private readonly startContainer: StartContainer,
  ) {
    this.stopped = new Promise((resolve) => (this.tell = resolve));
    const starts = new Map<string, Promise<Container>>();
    for (const each of inOrder(registered)) starts.set(each.name, this.startAfter(each, starts));
    this.started = Promise.all(starts.values()).then(() => undefined);
    this.started.catch((error: unknown) => {
      void this.stop(error instanceof Error ? error.message : String(error));
    });
  }

  /** Stops every container, the last that started first. */
  async stop(reason: string): Promise<void> {
    this.stopping ??= this.stopAll();
    await this.stopping;
    this.tell(reason);
  }

  private async stopAll(): Promise<void> {
    for (const container of [...this.containers.values()].reverse()) await container.stop();
  }

  private async startAfter(
    registered: RegisteredTask["containers"][number],
    starts: ReadonlyMap<string, Promise<Container>>,
  ): Promise<Container> {
    for (const { container, condition } of registered.dependsOn) {
      const dependency = await starts.get(container);
      await dependency?.reaches(condition);
    }
    if (this.isStopping()) throw new Error("The task is stopping.");
    const container = await this.startContainer(registered);
    this.containers.set(registered.name, container);
    // Its secrets took a while, and meanwhile all others were stopped.
    if (this.isStopping()) await container.stop();
    void this.watch(container);
    return container;
  }

  private async watch(container: Container): Promise<void> {
    const { name, essential } = container.registered;
    if (!essential) return;
    const reason = await Promise.race([
      container.program.exited.then(() => `Essential container ${name} ended.`),
      container.unhealthy.then(() => `Container ${name} failed its health checks.`),
    ]);
    if (!this.isStopping()) await this.stop(reason);
  }

  private isStopping(): boolean {
    return this.stopping !== undefined;
  }
}

/** Each container behind those that it depends on. */
function inOrder({ containers }: RegisteredTask): RegisteredTask["containers"] {
  const placed: RegisteredTask["containers"][number][] = [];
  const names = new Set<string>();
  while (placed.length < containers.length) {
    const next = containers.find(
      ({ name, dependsOn }) => !names.has(name) && dependsOn.every(({ container }) => names.has(container)),
    );
    if (next === undefined) throw new Error("The containers of the task definition wait for each other.");
    placed.push(next);
    names.add(next.name);
  }
  return placed;
}
