/** One project a ring of tests: `jest --selectProjects unit architecture`. */
const ring = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: "node",
  testMatch: [`<rootDir>/__tests__/${name}/**/*.test.ts`],
  transform: { "^.+\\.ts$": ["ts-jest", {}] },
  ...extra,
});

module.exports = {
  projects: [
    ring("unit"),
    ring("architecture", { globalSetup: "<rootDir>/__tests__/support/global-setup.ts" }),
    ring("terraform", { globalSetup: "<rootDir>/__tests__/support/terraform-setup.ts" }),
  ],
};
