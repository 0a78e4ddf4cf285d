import { yamlObject } from "../../support/ci-workflow";
import { isObject, JsonObject, list, object, text } from "../../support/stack-json";
import { PROJECT, readText } from "../../support/synthesis";

const source = readText(PROJECT, "examples/ci/gitlab/.gitlab-ci.yml");
// The tag of GitLab's own takes over the script of another job.
const root = yamlObject(source.replaceAll("!reference [.plan, script]", "reference"));
const jobs = Object.entries(root).filter(([name]) => name.includes("mlflow") || name === "policy");

function job(name: string): JsonObject {
  return object(root[name]);
}

/** The script of a job with what it takes over. */
function script(value: JsonObject): readonly string[] {
  const lines = list(value.script).map(text);
  return lines.flatMap((line) => (line === "reference" ? list(job(".plan").script).map(text) : [line]));
}

function rule(name: string): JsonObject {
  const [only, ...others] = list(job(name).rules);
  expect(others).toEqual([]);
  return object(only);
}

describe("the GitLab pipeline", () => {
  it("has these jobs, each for one kind of pipeline", () => {
    const kinds = jobs.map(([name]) => [name, /"(\w+)"/.exec(text(rule(name).if))?.[1]]);
    expect(Object.fromEntries(kinds)).toEqual({
      policy: "merge_request_event",
      "mlflow plan": "merge_request_event",
      "mlflow synth": "push",
      "mlflow apply": "push",
      "mlflow replan": "web",
      "mlflow apply replan": "web",
      "mlflow drift": "schedule",
    });
  });

  it("applies by hand, in the environment, one at a time, without a package beside the role", () => {
    expect(job(".apply")).toMatchObject({ resource_group: "mlflow", environment: { name: "mlflow" } });
    for (const name of ["mlflow apply", "mlflow apply replan"]) {
      expect(job(name).extends).toBe(".apply");
      expect(rule(name)).toMatchObject({ when: "manual", allow_failure: false });
      expect(script(job(name)).filter((line) => line.includes("npm"))).toEqual([]);
    }
  });

  it("gives the apply role's name to these two jobs only, and a token to jobs with a role only", () => {
    for (const [name, value] of jobs) {
      const lines = script(object(value)).join("\n");
      const roles = ["PLAN", "APPLY"].filter((role) => lines.includes(`AWS_${role}_ROLE_ARN`));
      const parent = object(value).extends;
      expect([name, roles]).toEqual([name, parent === undefined ? [] : [parent === ".apply" ? "APPLY" : "PLAN"]]);
    }
    expect(object(object(job(".identity").id_tokens).AWS_ID_TOKEN)).toEqual({ aud: "$CI_SERVER_URL" });
    expect([job(".plan").extends, job(".apply").extends]).toEqual([".identity", ".identity"]);
  });

  it("keeps plans for developers only, and not for ever", () => {
    const artifacts = jobs.map(([, value]) => object(value).artifacts).filter((value) => isObject(value ?? null));
    expect(artifacts).toHaveLength(3);
    for (const artifact of artifacts) expect(artifact).toMatchObject({ access: "developer" });
    expect(artifacts.map((artifact) => object(artifact).expire_in)).toEqual(["14 days", "14 days", "1 day"]);
  });

  it("writes the note whether or not there was a plan, and stores a plan only after the verdict", () => {
    expect(job("mlflow plan")).toMatchObject({ after_script: ["ci/gitlab.sh note"] });
    expect(script(job("mlflow plan")).slice(-2)).toEqual([
      'ci/stack.sh review "$CI_MERGE_REQUEST_DIFF_BASE_SHA"',
      "ci/stack.sh verdict 0",
    ]);
    expect(object(job("mlflow plan").artifacts).when).toBeUndefined();
  });

  it("has no key in it", () => {
    expect(source).not.toMatch(/AWS_(ACCESS_KEY|SECRET)|glpat-|password/i);
  });

  it("builds its image with the Terraform that the project names", () => {
    const version = readText(PROJECT, ".terraform-version").trim();
    expect(readText(PROJECT, "examples/ci/gitlab/Dockerfile")).toContain(
      `FROM hashicorp/terraform:${version} AS terraform\n`,
    );
  });
});
