/** One project a ring of tests: `jest --selectProjects unit architecture`. */
const ring = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: "node",
  testMatch: [`<rootDir>/__tests__/${name}/**/*.test.ts`],
  transform: { "^.+\\.ts$": ["ts-jest", {}] },
  ...extra,
});

/** The default stack, synthesized once before the ring and removed after it. */
const synthesized = (setup) => ({
  globalSetup: `<rootDir>/__tests__/support/${setup}.ts`,
  globalTeardown: "<rootDir>/__tests__/support/global-teardown.ts",
});

/** What only `npm run test:full` runs. */
const FULL_ONLY = ["/planted-plans\\.test\\.ts$"];

module.exports = {
  projects: [
    ring("unit"),
    ring("architecture", synthesized("global-setup")),
    ring("terraform", {
      ...synthesized("terraform-setup"),
      testPathIgnorePatterns: process.env.FULL === "1" ? [] : FULL_ONLY,
    }),
    ring("policy", synthesized("policy-setup")),
    ring("e2e", {
      globalSetup: "<rootDir>/__tests__/support/e2e-setup.ts",
      globalTeardown: "<rootDir>/__tests__/support/e2e-teardown.ts",
    }),
  ],
};
