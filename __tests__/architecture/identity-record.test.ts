import {
  attackTests,
  FinishedRun,
  hashOf,
  passedAttacks,
  presentHash,
  proxyOf,
  readRecord,
  RENEWING_COMMAND,
  verdictOnRecord,
} from "../support/identity-record";
import { Json, JsonObject } from "../support/stack-json";

/** A run in which two tests of `attack-a` and one of `attack-b` passed. */
function run(changes: Partial<FinishedRun> = {}, results: JsonObject = {}): FinishedRun {
  const testResults = [
    file("attack-a.test.ts", "passed", "passed"),
    file("attack-b.test.ts", "passed"),
    file("login.test.ts", "passed", "pending"),
  ];
  return {
    results: { success: true, wasInterrupted: false, testResults, ...results },
    attackTests: ["attack-a.test.ts", "attack-b.test.ts"],
    environment: {},
    ...changes,
  };
}

function file(name: string, ...statuses: readonly string[]): Json {
  return { name: `/project/__tests__/e2e/${name}`, assertionResults: statuses.map((status) => ({ status })) };
}

describe("the identity record", () => {
  it("is of the present flags of oauth2-proxy and of the present attacks", () => {
    expect(verdictOnRecord(readRecord(), presentHash())).toMatch(/last passed with oauth2-proxy v\d/);
  });

  it("tells of a version with which hundreds of attacks were refused", () => {
    const { oauth2Proxy, passed } = readRecord();
    expect(oauth2Proxy).toMatch(/^v7\.\d+\.\d+$/);
    expect(passed).toBeGreaterThan(1000);
  });

  it("is red about others, and says which command renews it", () => {
    const record = { oauth2Proxy: "v7.15.3", passed: 3, hash: "a" };
    expect(() => verdictOnRecord(record, "b")).toThrow(RENEWING_COMMAND);
    expect(verdictOnRecord(record, "a")).toBe(
      "identity tests not run here, last passed with oauth2-proxy v7.15.3 (3 tests)",
    );
  });
});

describe("the hash of the identity record", () => {
  it("is the same in every run", () => {
    expect(presentHash()).toBe(presentHash());
  });

  it("changes with every flag, every variable and every word of an attack", () => {
    const container = proxyOf({ type: "github", organization: "acme" });
    const sources = { "a.ts": "one", "b.ts": "two" };
    const hashes = [
      hashOf([container], sources),
      hashOf([{ ...container, command: ["--cookie-secure=false"] }], sources),
      hashOf([{ ...container, environment: [] }], sources),
      hashOf([container, container], sources),
      hashOf([proxyOf({ type: "github", organization: "acne" })], sources),
      hashOf([container], { ...sources, "b.ts": "Two" }),
      hashOf([container], { "a.ts": "one" }),
      hashOf([container], { "a.ts": "one", "c.ts": "two" }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOf([container], { "b.ts": "two", "a.ts": "one" })).toBe(hashes[0]);
  });

  it("covers flags, environment and secrets of the container that runs", () => {
    const { command, environment, secrets } = proxyOf({ type: "google" });
    expect(command).toContain("--provider=google");
    expect(JSON.stringify(environment)).toContain("OAUTH2_PROXY_EMAIL_DOMAINS");
    expect(secrets).toEqual(["OAUTH2_PROXY_CLIENT_ID", "OAUTH2_PROXY_CLIENT_SECRET", "OAUTH2_PROXY_COOKIE_SECRET"]);
  });
});

describe("a run of the e2e ring", () => {
  it("renews the record when every attack of every file was refused", () => {
    expect(passedAttacks(run())).toBe(3);
    expect(attackTests().length).toBeGreaterThan(5);
  });

  it.each([
    [
      "one attack got in",
      run({}, { testResults: [file("attack-a.test.ts", "passed", "failed"), file("attack-b.test.ts", "passed")] }),
    ],
    [
      "one was skipped",
      run({}, { testResults: [file("attack-a.test.ts", "passed", "pending"), file("attack-b.test.ts", "passed")] }),
    ],
    [
      "one is still to be written",
      run({}, { testResults: [file("attack-a.test.ts", "todo"), file("attack-b.test.ts", "passed")] }),
    ],
    ["a file was not run", run({}, { testResults: [file("attack-a.test.ts", "passed")] })],
    [
      "a file broke before its tests",
      run({}, { testResults: [file("attack-a.test.ts"), file("attack-b.test.ts", "passed")] }),
    ],
    ["something else failed", run({}, { success: false })],
    ["it was interrupted", run({}, { wasInterrupted: true })],
    ["it runs in CI", run({ environment: { CI: "true" } })],
    ["the rehearsal was another one", run({ environment: { E2E_FOLDER: "/tmp/another" } })],
  ])("does not when %s", (_what, finished) => {
    expect(typeof passedAttacks(finished)).toBe("string");
  });
});
