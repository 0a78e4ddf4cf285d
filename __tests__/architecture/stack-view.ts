import { parseEmbedded } from "../support/embedded-json";
import { leaves, many, references } from "../support/json-walk";
import { Block, Json, JsonObject, list, object, StackJson, text } from "../support/stack-json";

/** Attributes that hold a JSON document. */
const DOCUMENTS = ["policy", "assume_role_policy", "container_definitions"] as const;

/** A block whose JSON documents are read: policies and containers are objects in it. */
export function decoded(block: Block): Block {
  const documents = DOCUMENTS.filter((name) => block.attributes[name] !== undefined).map((name): [string, Json] => [
    name,
    parseEmbedded(text(block.attributes[name])),
  ]);
  return { ...block, attributes: { ...block.attributes, ...Object.fromEntries(documents) } };
}

/** The block at an address, with its JSON documents read. */
export function blockAt(stack: StackJson, address: string): Block {
  const found = [...stack.resources(), ...stack.dataSources(), ...ephemerals(stack)].find(
    (block) => block.address === address,
  );
  if (found === undefined) throw new Error(`${address} is not in the JSON`);
  return decoded(found);
}

/** The ephemeral resources, by address like all others. */
export function ephemerals(stack: StackJson): Block[] {
  return Object.entries(stack.section("ephemeral")).flatMap(([type, named]) =>
    Object.entries(object(named)).map(([id, attributes]) => ({
      address: `ephemeral.${type}.${id}`,
      type,
      attributes: object(attributes),
    })),
  );
}

/** The containers of the task, in order. */
export function containers(stack: StackJson): JsonObject[] {
  const { attributes } = decoded(stack.only("aws_ecs_task_definition"));
  return list(attributes.container_definitions).map(object);
}

export function container(stack: StackJson, name: string): JsonObject {
  const found = containers(stack).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** The plain environment of a container. */
export function environmentOf(definition: JsonObject): Record<string, string> {
  const pairs = many(definition.environment)
    .map(object)
    .map(({ name, value }): [string, string] => [text(name), text(value)]);
  return Object.fromEntries(pairs);
}

/** The value of each flag of oauth2-proxy that is given once. */
export function proxyFlag(stack: StackJson, name: string): string {
  const given = list(container(stack, "oauth2-proxy").command)
    .map(text)
    .filter((argument) => argument.startsWith(`--${name}=`));
  const [only, ...others] = given;
  if (only === undefined || others.length > 0) throw new Error(`--${name} is given ${given.length} times`);
  return only.slice(`--${name}=`.length);
}

/** One statement of a policy, and the resource that carries it. */
export interface Statement {
  /** Address of the resource and the attribute. */
  readonly where: string;
  readonly block: Block;
  readonly attribute: string;
  readonly body: JsonObject;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Every statement of every policy document. */
export function statements(stack: StackJson): Statement[] {
  return stack.resources().flatMap((block) =>
    ["policy", "assume_role_policy"].flatMap((attribute) => {
      const document = decoded(block).attributes[attribute];
      return document === undefined
        ? []
        : many(object(document).Statement).map(object).map(toStatement(block, attribute));
    }),
  );
}

/** The statements of policies that allow something; without those that say who may assume a role. */
export function permissions(stack: StackJson): Statement[] {
  return statements(stack).filter(({ attribute, body }) => attribute === "policy" && body.Effect === "Allow");
}

function toStatement(block: Block, attribute: string): (body: JsonObject) => Statement {
  return (body) => ({
    where: `${block.address}.${attribute}`,
    block,
    attribute,
    body,
    actions: many(body.Action).map(text),
    resources: many(body.Resource).map(text),
  });
}

/** `${aws_lb.edge.arn}` -> `aws_lb.edge`; fails on anything but one attribute of one block. */
export function target(value: Json | undefined): string {
  const address = /^\$\{((?:data\.|ephemeral\.)?aws_\w+\.[\w-]+)\.\w+\}$/.exec(text(value))?.[1];
  if (address === undefined) throw new Error(`not a reference: ${text(value)}`);
  return address;
}

/** Every resource, data source and ephemeral resource. */
export function blocksOf(stack: StackJson): Block[] {
  return [...stack.resources(), ...stack.dataSources(), ...ephemerals(stack)];
}

/** References to values that enter neither plan nor state: of ephemeral resources and of ephemeral variables. */
export function secretReferences(stack: StackJson): RegExp {
  const names = Object.entries(stack.section("variable")).flatMap(([name, variable]) =>
    object(variable).ephemeral === true ? [name] : [],
  );
  return new RegExp(["\\bephemeral\\.", ...names.map((name) => `\\bvar\\.${name}\\b`)].join("|"));
}

/** The attributes, by address and path, into which such values flow. */
export function ephemeralCarriers(stack: StackJson): string[] {
  const secret = secretReferences(stack);
  return blocksOf(stack)
    .flatMap(({ address, attributes }) =>
      leaves(attributes)
        .filter(({ value }) => typeof value === "string" && secret.test(value))
        .map(({ path }) => `${address}.${path.join(".")}`),
    )
    .sort();
}

/** What a block or an output names, and the stack does not have. */
export function danglingReferences(stack: StackJson): string[] {
  const blocks = blocksOf(stack);
  const addresses = new Set(blocks.map(({ address }) => address));
  return [...blocks.map(({ attributes }) => attributes), stack.section("output")]
    .flatMap(references)
    .filter((address) => !addresses.has(address));
}

/** The variables that something reads, beside their own validations, each once and sorted. */
export function usedVariables(stack: StackJson): string[] {
  const { variable: declared, ...rest } = stack.root;
  const named = (json: Json): string[] =>
    [...JSON.stringify(json).matchAll(/\bvar\.([a-z0-9_]+)/g)].map(([, name = ""]) => name);
  const ofOthers = Object.entries(object(declared)).flatMap(([own, variable]) =>
    named(variable).filter((name) => name !== own),
  );
  return [...new Set([...named(rest), ...ofOthers])].sort();
}

/** Addresses of what a block says that it waits for. */
export function waitsFor(block: Block): string[] {
  return many(block.attributes.depends_on).map(text);
}

/** Addresses of the inline policies of a role. */
export function policiesOf(stack: StackJson, role: string): string[] {
  return stack
    .resources("aws_iam_role_policy")
    .filter(({ attributes }) => target(attributes.role) === role)
    .map(({ address }) => address);
}
