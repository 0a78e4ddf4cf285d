import { DescribeTaskDefinitionCommandOutput, ECSClient, TaskDefinition } from "@aws-sdk/client-ecs";
import { describeTask, RegisteredContainer } from "../../../src/rehearsal/registered-task";

/** A client that is always answered with this task definition. */
function answering(taskDefinition: TaskDefinition): ECSClient {
  const ecs = new ECSClient({ region: "eu-west-1", credentials: { accessKeyId: "none", secretAccessKey: "none" } });
  const output: DescribeTaskDefinitionCommandOutput = { taskDefinition, $metadata: {} };
  const answer = (): Promise<{ output: typeof output; response: object }> => Promise.resolve({ output, response: {} });
  ecs.middlewareStack.add(() => answer, { step: "initialize" });
  return ecs;
}

async function container(
  registered: NonNullable<TaskDefinition["containerDefinitions"]>[number],
): Promise<RegisteredContainer> {
  const definition = { taskDefinitionArn: "arn", family: "mlflow", containerDefinitions: [registered] };
  const [only] = (await describeTask(answering(definition), "mlflow:1")).containers;
  if (only === undefined) throw new Error("no container");
  return only;
}

describe("a registered container", () => {
  it("has the defaults of ECS where nothing is said", async () => {
    expect(await container({ name: "mlflow", image: "image" })).toEqual({
      name: "mlflow",
      image: "image",
      essential: true,
      entryPoint: [],
      command: [],
      environment: {},
      secrets: [],
      dependsOn: [],
      healthCheck: undefined,
      mounts: [],
      stopTimeoutSeconds: 30,
      readOnlyRoot: false,
    });
  });

  it("keeps command and environment letter by letter", async () => {
    const command = ["set -e\nexec mlflow server --x='${y}' %{z}", ""];
    const environment = [{ name: "A", value: ' spaces and "quotes" ' }, { name: "EMPTY" }];
    const registered = await container({ name: "a", image: "i", entryPoint: ["sh", "-c"], command, environment });
    expect(registered.command).toEqual(command);
    expect(registered.entryPoint).toEqual(["sh", "-c"]);
    expect(registered.environment).toEqual({ A: ' spaces and "quotes" ', EMPTY: "" });
  });

  it("fills the gaps of a health check as ECS does", async () => {
    const { healthCheck } = await container({ name: "a", image: "i", healthCheck: { command: ["CMD", "true"] } });
    expect(healthCheck).toEqual({ command: ["CMD", "true"], interval: 30, timeout: 5, retries: 3, startPeriod: 0 });
  });

  it("is refused when something is missing that ECS always tells", async () => {
    await expect(container({ image: "i" })).rejects.toThrow("The registered task definition has no name.");
  });
});
