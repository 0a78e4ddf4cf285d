import { Health, isMatch } from "../../../src/rehearsal/front/health";

const CHECK = {
  path: "/ping",
  matcher: "200",
  intervalSeconds: 15,
  timeoutSeconds: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 3,
};

function after(...results: boolean[]): Health {
  const health = new Health(CHECK);
  for (const passed of results) health.checked(passed);
  return health;
}

describe("the health of a target", () => {
  it("is initial until one check has passed", () => {
    expect(after().state).toBe("initial");
    expect(after(false, false, false).state).toBe("initial");
    expect(after(false, true).state).toBe("healthy");
  });

  it("is asked for every second while initial, and turns bad as late as on AWS: after 3 times 15 seconds", () => {
    expect(after(false).intervalSeconds).toBe(1);
    expect(after(true).intervalSeconds).toBe(15);
    const failures = Array.from({ length: 45 }, () => false);
    expect(after(...failures.slice(1)).state).toBe("initial");
    expect(after(...failures).state).toBe("unhealthy");
  });

  it("turns bad after failures in a row, and good again after passes in a row", () => {
    expect(after(true, false, false, true, false, false).state).toBe("healthy");
    expect(after(true, false, false, false).state).toBe("unhealthy");
    expect(after(true, false, false, false, true, false, true).state).toBe("unhealthy");
    expect(after(true, false, false, false, true, true).state).toBe("healthy");
  });
});

describe("a matcher", () => {
  it.each([
    ["200", 200, true],
    ["200", 204, false],
    ["200,204", 204, true],
    ["200-299", 250, true],
    ["200-299", 300, false],
    ["200,300-302", 302, true],
  ])("%s for %d: %s", (matcher, status, expected) => {
    expect(isMatch(matcher, status)).toBe(expected);
  });
});
