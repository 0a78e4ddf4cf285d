import { CheckovFolder, Finding } from "./checkov";
import { judge } from "./judge";
import { scannedStacks } from "./scanned-stacks";

const stacks = scannedStacks();

describe("checkov", () => {
  let findings: readonly Finding[] = [];
  beforeAll(() => {
    findings = new CheckovFolder(stacks).scan();
  }, 120_000);

  it("finds no failure without a suppression, and no suppression without a failure", () => {
    const problems = judge(stacks, findings);
    // Read as text: a failed comparison of strings is what a person has to work with.
    expect(problems.join("\n\n")).toBe("");
  });
});
