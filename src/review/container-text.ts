import { Container } from "./containers";
import { isSecretName, withoutKeys, withoutPasswords } from "./secrets";

/** More names of environment variables and flags whose values are not shown. */
const HIDDEN_NAME = /pass(word|wd|phrase)|secret|token|credential|private|(^|[_-])key([_-]|$)/i;
/** Values that are no secret under any name. */
const HARMLESS = /^(true|false|\d{1,6})?$/;

/** A container as lines of text, so that a change is one line of a diff. Values that look like secrets are hidden. */
export function containerText(container: Container, other: Container | undefined): readonly string[] {
  const { image, command, entryPoint, environment, secrets, ...rest } = container;
  return [
    `image: ${image}`,
    ...block("entry point", entryPoint ?? []),
    ...block(
      "command",
      (command ?? []).map((argument) => hiddenFlag(argument, other?.command ?? [])),
    ),
    ...block(
      "environment",
      (environment ?? [])
        .map((pair) => `${pair.name}=${hidden(pair.name, pair.value, valueOf(other, pair.name))}`)
        .sort(),
    ),
    ...block("secrets", (secrets ?? []).map((secret) => `${secret.name} from ${reference(secret, other)}`).sort()),
    ...Object.entries(rest)
      .map(([key, value]) => [key, compact(value)] as const)
      .filter(([key, value]) => key !== "name" && value !== undefined)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
      .sort(),
  ];
}

function block(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0
    ? []
    : [`${title}:`, ...entries.flatMap((entry) => entry.split(/\r\n|\r|\n/)).map((line) => `  ${line}`)];
}

function valueOf(container: Container | undefined, name: string): string | undefined {
  return container?.environment?.find((pair) => pair.name === name)?.value;
}

function hidden(name: string, value: string, otherValue: string | undefined): string {
  if (HARMLESS.test(value)) return value;
  if (HIDDEN_NAME.test(name) || isSecretName(name))
    return otherValue === undefined || otherValue === value ? "(hidden)" : "(hidden, changes)";
  return withoutKeys(withoutPasswords(value));
}

function hiddenFlag(argument: string, others: readonly string[]): string {
  const [, flag, value] = /^(--?[\w-]+)=(.*)$/s.exec(argument) ?? [];
  // A script has passwords in addresses by the names of its variables, which are to be seen.
  if (flag === undefined || value === undefined) return withoutKeys(argument);
  const other = others.find((each) => each.startsWith(`${flag}=`))?.slice(flag.length + 1);
  return `${flag}=${hidden(flag, value, other)}`;
}

/** Without the random suffix of Secrets Manager, unless it is what changes. */
function reference(
  { name, valueFrom }: { readonly name: string; readonly valueFrom: string },
  other: Container | undefined,
): string {
  const otherFrom = other?.secrets?.find((secret) => secret.name === name)?.valueFrom;
  const isNewSuffix =
    otherFrom !== undefined && otherFrom !== valueFrom && withoutSuffix(otherFrom) === withoutSuffix(valueFrom);
  return isNewSuffix ? valueFrom : withoutSuffix(valueFrom);
}

function withoutSuffix(arn: string): string {
  return arn.replace(/(:secret:[^:]+)-[A-Za-z0-9]{6}(?=$|:)/, "$1");
}

/** Without what ECS adds or leaves out as it likes. */
function compact(value: unknown): unknown {
  if (value === null || value === "" || value === 0) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(compact);
  if (typeof value !== "object") return value;
  const members = Object.entries(value)
    .map(([name, member]: [string, unknown]) => [name, compact(member)] as const)
    .filter(([name, member]) => member !== undefined && !isDefault(name, member, value))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function isDefault(name: string, member: unknown, port: object): boolean {
  if (name === "hostPort") return "containerPort" in port && port.containerPort === member;
  return name === "protocol" && member === "tcp";
}
