import { decoded } from "../architecture/stack-view";
import { Block, isObject, Json, JsonObject, list, StackJson } from "../support/stack-json";
import { providerArns, withDefaults, withKnownValues } from "./known-values";

/** What checkov is given of a stack. */
export interface CheckovView {
  /** `cdk.tf.json`: each resource and data source on a line of its own, with the defaults of variables. */
  readonly json: string;
  /** Address of the block that is on a line, counted from 1: many checks say no more of a resource than its id. */
  readonly addressOfLine: ReadonlyMap<number, string>;
  /** `documents.tf`: policies and containers, which are strings in the JSON and pass all checks there unread. */
  readonly documents: string;
}

/**
 * A stack as checkov 3.3.30 can read it. Left out is what ends its parser, quietly and with exit code 0: `required_version`
 * in `terraform`, `removed`, `import`. It has no check for those, nor for outputs, notes or ephemeral resources.
 */
export function checkovView(stack: StackJson): CheckovView {
  const variables = stack.section("variable");
  const blocks = [...stack.resources(), ...stack.dataSources()];
  const bodies = new Map(
    blocks.map(({ address, attributes }) => [address, withDefaults(present(attributes), variables)]),
  );
  const whole = {
    resource: addresses(stack.resources()),
    data: addresses(stack.dataSources()),
    provider: stack.section("provider"),
    variable: variables,
  };
  const addressOfLine = new Map<number, string>();
  const lines = JSON.stringify(whole, null, 1)
    .split("\n")
    .map((line, index) => {
      const [, start = "", address = "", end = ""] = /^( +"[\w-]+": )"block (.+)"(,?)$/.exec(line) ?? [];
      const body = bodies.get(address);
      if (body === undefined) return line;
      addressOfLine.set(index + 1, address);
      return `${start}${JSON.stringify(body)}${end}`;
    });
  const own = providerArns(stack);
  const documents = stack.resources().map((block) => documentsOf(block, own));
  return { json: lines.join("\n"), addressOfLine, documents: documents.join("") };
}

/** Type -> id -> a word for the block. */
function addresses(blocks: readonly Block[]): JsonObject {
  const types = [...new Set(blocks.map(({ type }) => type))];
  return Object.fromEntries(
    types.map((type) => {
      const own = blocks.filter((block) => block.type === type);
      return [type, Object.fromEntries(own.map(({ address }) => [idOf(address), `block ${address}`]))];
    }),
  );
}

function present(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => key !== "//" && value !== null));
}

function idOf(address: string): string {
  return address.slice(address.lastIndexOf(".") + 1);
}

/** In HCL, where checkov decodes `jsonencode`. */
function documentsOf(block: Block, known: ReadonlyMap<string, string>): string {
  const own = Object.entries(decoded(block).attributes).filter(([name, value]) => value !== block.attributes[name]);
  if (own.length === 0) return "";
  const lines = own.map(([name, document]) => {
    const readable = name === "container_definitions" ? list(document).map(flags) : withKnownValues(document, known);
    return `  ${name} = jsonencode(${JSON.stringify(readable)})\n`;
  });
  return `resource "${block.type}" "${idOf(block.address)}" {\n${lines.join("")}}\n\n`;
}

/** A container without its programs and lists: no check reads those, and the parser stumbles over shell in a string. */
function flags(container: Json): Json {
  if (!isObject(container)) return container;
  return Object.fromEntries(
    Object.entries(container).filter(([, value]) => typeof value !== "object" && !String(value).includes("${")),
  );
}
