import { Agent, ClientRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Health, passes } from "./health";
import { TargetGroup } from "./target-group";

/** Something that answers requests. */
export class Target {
  /** Keeps connections open between requests. */
  readonly agent = new Agent({ keepAlive: true });
  /** Ends the health checks. */
  readonly gone = new AbortController();
  readonly health: Health;
  private readonly inFlight = new Set<ClientRequest>();
  private whenIdle: (() => void) | undefined;
  private deregistered: "draining" | "unused" | undefined;

  constructor(
    readonly host: string,
    readonly port: number,
    { healthCheck }: TargetGroup,
  ) {
    this.health = new Health(healthCheck);
  }

  /** As AWS names it. */
  get state(): "initial" | "healthy" | "unhealthy" | "draining" | "unused" {
    return this.deregistered ?? this.health.state;
  }

  /** Counts a request as in flight until it is over. */
  track(request: ClientRequest): void {
    this.inFlight.add(request);
    request.once("close", () => {
      this.inFlight.delete(request);
      if (this.inFlight.size === 0) this.whenIdle?.();
    });
  }

  /** Resolves when no request is in flight anymore; those that are after the given time are cut off. */
  async drain(seconds: number): Promise<void> {
    this.deregistered = "draining";
    this.gone.abort();
    const idle = new Promise<void>((resolve) => (this.whenIdle = resolve));
    const timer = new AbortController();
    const late = sleep(seconds * 1000, undefined, { signal: timer.signal }).catch(() => undefined);
    if (this.inFlight.size > 0) await Promise.race([idle, late]);
    timer.abort();
    for (const request of this.inFlight) request.destroy();
    this.agent.destroy();
    this.deregistered = "unused";
  }
}

/** The registered targets, of which the healthy ones take turns. */
export class Targets {
  private readonly registered = new Set<Target>();
  private turn = 0;

  constructor(private readonly group: TargetGroup) {}

  /**
   * Registers a target. Its checks start at once, and until the first one passes, it gets no request. See `Health` for
   * the one difference to AWS.
   */
  register(host: string, port: number): Target {
    const target = new Target(host, port, this.group);
    this.registered.add(target);
    void this.watch(target);
    return target;
  }

  /** Takes a target out: no new requests; resolves when those in flight are over, or the deregistration delay is. */
  async deregister(target: Target): Promise<void> {
    if (!this.registered.delete(target)) return;
    await target.drain(this.group.deregistrationDelaySeconds);
  }

  /** The next target; `undefined` when none is registered or none has been asked for its health often enough. */
  pick(): Target | undefined {
    const targets = [...this.registered];
    const healthy = targets.filter(({ state }) => state === "healthy");
    // AWS "fails open": when there are only unhealthy targets, all of them get requests.
    const candidates = healthy.length > 0 ? healthy : targets.filter(({ state }) => state === "unhealthy");
    this.turn += 1;
    return candidates[this.turn % candidates.length];
  }

  /** Ends all checks and cuts off all requests. */
  async close(): Promise<void> {
    const targets = [...this.registered];
    this.registered.clear();
    await Promise.all(targets.map((target) => target.drain(0)));
  }

  private async watch(target: Target): Promise<void> {
    const { signal } = target.gone;
    while (!signal.aborted) {
      const asked = Date.now();
      const passed = await passes(target.host, target.port, this.group.healthCheck);
      target.health.checked(passed);
      // How long the answer takes does not move the next check.
      const rest = target.health.intervalSeconds * 1000 - (Date.now() - asked);
      await sleep(Math.max(0, rest), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
