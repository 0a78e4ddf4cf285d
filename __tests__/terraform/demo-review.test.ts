import { cleanEnvironment } from "../support/environment";
import { readmeBlock } from "../support/readme";
import { attempt } from "../support/run";
import { PROJECT } from "../support/synthesis";

jest.setTimeout(5 * 60_000);

/** Beside this run there may be a real account in the environment of whoever runs it: it must not matter. */
const env = cleanEnvironment({ AWS_PROFILE: "somebody-elses", TF_VAR_domain: "somebody-elses.example" });

describe("npm run demo:review", () => {
  it("shows the review of a real first plan", () => {
    const { status, stdout, stderr } = attempt("bash", ["-c", readmeBlock("demo")], { cwd: PROJECT, env });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain("Nothing dangerous found");
    expect(stdout).toContain("64 to create");
    expect(stdout).toContain("https://mlflow.example.com");
    expect(stderr).toContain("plan of the mlflow stack");
  });

  it("passes arguments on to Terraform, whose refusal it shows", () => {
    const { status, output } = attempt("npm", ["run", "demo:review", "--", "-var=service_cpu=7"], {
      cwd: PROJECT,
      env,
    });
    expect(status).toBe(1);
    expect(output).toContain("service_cpu");
    expect(output).not.toContain("    at ");
  });
});
