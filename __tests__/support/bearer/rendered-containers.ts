import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RegisteredContainer } from "../../../src/rehearsal/registered-task";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { parseEmbedded } from "../embedded-json";
import { cleanEnvironment } from "../environment";
import { attempt } from "../run";
import { synthesizeShape } from "../shapes";
import { Json, JsonObject, list, object, parse, text } from "../stack-json";
import { BearerConfiguration, propsOf } from "./configuration";

/** What a container is started with, as ECS gets it: without any expression of Terraform's. */
export type RenderedContainer = Pick<RegisteredContainer, "entryPoint" | "command" | "environment" | "mounts">;

/** By name: oauth2-proxy, and the one that writes the admitted subjects where there is one. */
export type RenderedContainers = ReadonlyMap<string, RenderedContainer>;

const OF_INTEREST = ["admitted-subjects", "oauth2-proxy"];

/** Synthesizes the stack of each configuration and has Terraform render its containers with the variables' values. */
export function renderContainers(
  supervisor: Supervisor,
  configurations: readonly BearerConfiguration[],
): readonly RenderedContainers[] {
  const folder = supervisor.subfolder("rendering");
  const outputs = configurations.map((configuration, index): [string, Json] => [
    `set${index}`,
    { value: withLocals(synthesized(configuration), index) },
  ]);
  const locals = configurations.map((configuration, index): [string, Json] => [
    `set${index}`,
    variables(configuration),
  ]);
  const document = { locals: Object.fromEntries(locals), output: Object.fromEntries(outputs) };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(document));
  const run = (...args: readonly string[]): string => {
    const options = { env: cleanEnvironment({ TF_INPUT: "0" }) };
    const { status, stdout, output } = attempt("terraform", [`-chdir=${folder}`, ...args], options);
    if (status !== 0) throw new Error(output);
    return stdout;
  };
  run("apply", "-auto-approve", "-no-color");
  const rendered = object(parse(run("output", "-json")));
  return configurations.map((_, index) => containersIn(object(rendered[`set${index}`]).value));
}

function variables({ domains, bearerAudiences, acceptGcloud }: BearerConfiguration): JsonObject {
  return {
    dns_record_name: "mlflow",
    domain: "example.com",
    allowed_email_domains: domains,
    bearer_audiences: bearerAudiences,
    accept_gcloud_user_tokens: acceptGcloud,
  };
}

function synthesized(configuration: BearerConfiguration): Json {
  const { attributes } = synthesizeShape(propsOf(configuration)).only("aws_ecs_task_definition");
  return list(parseEmbedded(text(attributes.container_definitions)))
    .map(object)
    .filter(({ name }) => OF_INTEREST.includes(text(name)))
    .map(({ name = "", entryPoint = [], command = [], environment = [], mountPoints = [] }) => ({
      name,
      entryPoint,
      command,
      environment,
      mountPoints,
    }));
}

function withLocals(value: Json, index: number): Json {
  return parse(JSON.stringify(value).replace(/\bvar\.(\w+)/g, `local.set${index}.$1`));
}

function containersIn(value: Json | undefined): RenderedContainers {
  return new Map(
    list(value).map((each) => {
      const { name, entryPoint, command, environment, mountPoints } = object(each);
      const pairs = list(environment).map(object);
      const container = {
        entryPoint: list(entryPoint).map(text),
        command: list(command).map(text),
        environment: Object.fromEntries(pairs.map((pair) => [text(pair.name), text(pair.value)])),
        mounts: list(mountPoints).map((mount) => {
          const { sourceVolume, containerPath, readOnly } = object(mount);
          return { volume: text(sourceVolume), path: text(containerPath), readOnly: readOnly === true };
        }),
      };
      return [text(name), container];
    }),
  );
}
