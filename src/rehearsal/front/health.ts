import { Agent, request } from "node:http";
import { HealthCheck } from "./target-group";

/** Seconds between the checks of a target that has not passed one yet. */
const INITIAL_INTERVAL_SECONDS = 1;

/** A target's health, told by the results of its checks. */
export class Health {
  state: "initial" | "healthy" | "unhealthy" = "initial";
  /** The last result, and how many times in a row it came. */
  private last = false;
  private row = 0;

  constructor(private readonly check: HealthCheck) {}

  /**
   * Seconds from one check to the next. The one difference to AWS: a target that has not passed a check yet is asked
   * every second, so that nobody waits for the rest of an interval. It turns unhealthy as late as on AWS.
   */
  get intervalSeconds(): number {
    const { intervalSeconds } = this.check;
    return this.state === "initial" ? Math.min(INITIAL_INTERVAL_SECONDS, intervalSeconds) : intervalSeconds;
  }

  /** Takes the result of a check. */
  checked(passed: boolean): void {
    this.row = passed === this.last ? this.row + 1 : 1;
    this.last = passed;
    if (this.row >= this.threshold(passed)) this.state = passed ? "healthy" : "unhealthy";
  }

  private threshold(passed: boolean): number {
    const { healthyThreshold, unhealthyThreshold, intervalSeconds } = this.check;
    // AWS: a new target is healthy after one check that passes.
    if (passed) return this.state === "initial" ? 1 : healthyThreshold;
    return Math.ceil((unhealthyThreshold * intervalSeconds) / this.intervalSeconds);
  }
}

/** Asks a target for its health once, on a connection of its own. Resolves to whether the check passed. */
export function passes(host: string, port: number, { path, matcher, timeoutSeconds }: HealthCheck): Promise<boolean> {
  return new Promise((resolve) => {
    const check = request({
      agent: new Agent(),
      host,
      port,
      path,
      headers: { Host: `${host}:${port}`, "User-Agent": "ELB-HealthChecker/2.0", Connection: "close" },
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    check.once("response", (response) => {
      resolve(isMatch(matcher, response.statusCode ?? 0));
      response.resume().on("error", () => undefined);
    });
    check.on("error", () => {
      resolve(false);
    });
    check.end();
  });
}

/** Whether a status code is among those that AWS writes as `200`, `200,302` or `200-299`. */
export function isMatch(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [from = "", to = from] = part.split("-");
    return Number(from) <= status && status <= Number(to);
  });
}
