import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Exit, Program, ProgramError } from "./program";
import { RegisteredContainer } from "./registered-task";
import { Supervisor } from "./supervisor";
import { Surroundings } from "./surroundings";

/** ECS asks again after `interval` only; until the first success this asks more often, so that the start is short. */
const FIRST_INTERVAL_SECONDS = 1;

/** One container of a task, as processes of this machine. */
export class Container {
  readonly program: Program;
  /** Resolves when the health check has succeeded. */
  private readonly firstHealthy: Promise<void>;
  /** Resolves when it has failed `retries` times in a row after `startPeriod`. */
  readonly unhealthy: Promise<void>;

  constructor(
    readonly registered: RegisteredContainer,
    supervisor: Supervisor,
    /** For the name of its log. */
    task: string,
    private readonly surroundings: Surroundings,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    const { entryPoint, command, name } = registered;
    this.program = supervisor.start(
      `${task}-${name}`,
      surroundings.wrap(registered, [
        ...(entryPoint.length > 0 ? entryPoint : imageEntryPoint(registered)),
        ...command,
      ]),
      { env, signalled: surroundings.signalled },
    );
    let healthy = (): void => undefined;
    this.firstHealthy = new Promise((resolve) => (healthy = resolve));
    this.unhealthy = this.watchHealth(healthy);
  }

  /**
   * Waits until another container may start, by a condition of ECS.
   *
   * @throws ProgramError when that will never be
   */
  async reaches(condition: string): Promise<void> {
    if (condition === "START") return;
    if (condition === "HEALTHY") {
      await Promise.race([this.firstHealthy, this.endsTooEarly()]);
      return;
    }
    const { code } = await this.program.exited;
    if (condition === "SUCCESS" && code !== 0) throw new ProgramError(this.program, "failed.");
  }

  /** As ECS stops a container: SIGTERM, then SIGKILL after its stop timeout. */
  stop(): Promise<Exit> {
    return this.program.stop(this.registered.stopTimeoutSeconds);
  }

  private async endsTooEarly(): Promise<never> {
    await this.program.exited;
    throw new ProgramError(this.program, "ended before it was healthy.");
  }

  private async watchHealth(healthy: () => void): Promise<void> {
    const { healthCheck } = this.registered;
    if (healthCheck === undefined) return new Promise(() => undefined);
    const started = Date.now();
    let [failures, succeeded] = [0, false];
    while (this.program.running && failures < healthCheck.retries) {
      if (await this.check(healthCheck.command, healthCheck.timeout)) {
        [failures, succeeded] = [0, true];
        healthy();
      } else if (Date.now() - started > healthCheck.startPeriod * 1000) failures += 1;
      await sleep((succeeded ? healthCheck.interval : FIRST_INTERVAL_SECONDS) * 1000, undefined, { ref: false });
    }
    if (!this.program.running) return new Promise(() => undefined);
  }

  private check([kind = "", ...words]: readonly string[], timeoutSeconds: number): Promise<boolean> {
    const command = kind === "CMD-SHELL" ? ["sh", "-c", ...words] : words;
    const [file = "", ...args] = this.surroundings.wrap(this.registered, command);
    return new Promise((resolve) => {
      execFile(file, args, { env: { ...this.env }, timeout: timeoutSeconds * 1000 }, (error) => {
        resolve(error === null);
      });
    });
  }
}

/** What an image starts when the task definition says nothing: known of the one image that is used so. */
function imageEntryPoint({ image, name }: RegisteredContainer): readonly string[] {
  if (/(^|\/)oauth2-proxy(@|:|$)/.test(image)) return ["oauth2-proxy"];
  throw new Error(`The container ${name} has no entry point, and that of its image ${image} is not known.`);
}
