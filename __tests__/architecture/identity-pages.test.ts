import { readdirSync } from "node:fs";
import { join } from "node:path";
import { IdentityProvider } from "../../src/auth/identity-provider";
import { proxyOf } from "../support/identity-record";
import { list, object, text } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";
import { links, tableUnder, uncode } from "./markdown";
import { complaintsOf, settingsOf } from "./typed-example";

/** Every type of login, by the compiler's word. */
const TYPES: Readonly<Record<IdentityProvider["type"], true>> = {
  google: true,
  github: true,
  gitlab: true,
  "entra-id": true,
  "keycloak-oidc": true,
  okta: true,
  cognito: true,
  auth0: true,
  oidc: true,
};
const types = Object.keys(TYPES).sort();
const FOLDER = "docs/identity";

const pages = types.map((type) => {
  const markdown = readText(PROJECT, FOLDER, `${type}.md`);
  const [, example = ""] = /^## In main\.ts\n\n```ts\n([\s\S]*?)```$/m.exec(markdown) ?? [];
  return { type, markdown, example };
});

/** `name=value` of each flag and variable of oauth2-proxy. */
interface Synthesized {
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

function synthesized(example: string): Synthesized {
  const { command = [], environment = [] } = proxyOf(settingsOf(example));
  return {
    flags: list(command).map(text),
    environment: Object.fromEntries(
      list(environment).map((pair) => [text(object(pair).name), text(object(pair).value ?? "")]),
    ),
  };
}

const nameOf = (flag: string): string => flag.replace(/=.*$/s, "");

describe("the pages about identity providers", () => {
  test("are one for each type, and the table of all links each of them", () => {
    expect(readdirSync(join(PROJECT, FOLDER)).sort()).toEqual(types.map((type) => `${type}.md`).sort());
    const overview = readText(PROJECT, "docs/identity.md");
    const [, section = ""] = overview.split("\n## Providers\n");
    const [table = ""] = section.split("\n## ");
    expect(
      links(table)
        .filter((link) => !link.startsWith("#"))
        .sort(),
    ).toEqual(types.map((type) => `identity/${type}.md`).sort());
  });

  test.each(pages)("say of $type where the redirect URI goes, and what was not checked", ({ markdown }) => {
    expect(markdown).toContain("`oauth2_redirect_uri`");
    expect(markdown.replaceAll("\n", " ")).toContain("The console's own pages were not checked");
  });
});

describe("the examples for main.ts", () => {
  test("are accepted by the compiler", () => {
    expect(complaintsOf(pages.map(({ example }) => example))).toEqual([]);
  });

  test("would not be with a setting of another provider, a wrong name or without the statement", () => {
    const okta = pages.find(({ type }) => type === "okta")?.example ?? "";
    const wrong = [
      okta.replace("domain:", "tenantId:"),
      okta.replace('type: "okta"', 'type: "oktta"'),
      okta.replace(/ *issuerControls.*\n/, ""),
    ];
    expect(wrong).not.toContain(okta);
    expect(complaintsOf(wrong)).toHaveLength(wrong.length);
  });

  test.each(pages)("are of the page's own type: $type", ({ type, example }) => {
    expect(settingsOf(example).type).toBe(type);
  });
});

describe("the tables of flags", () => {
  const everywhere = pages
    .map(({ example }) => synthesized(example).flags.map(nameOf))
    .reduce((common, names) => common.filter((name) => names.includes(name)));

  /** Flags that not every provider has, its name, and the length of a session. */
  const isSpecific = (flag: string): boolean =>
    !everywhere.includes(nameOf(flag)) || /^--(provider|cookie-expire)=/.test(flag);

  test.each(pages)("of $type list exactly what is synthesized for the example", ({ markdown, example }) => {
    const rows = tableUnder(markdown, "Flags").map(([name, value]) => [uncode(name), uncode(value)] as const);
    const { flags, environment } = synthesized(example);
    const documented = rows.filter(([name]) => name.startsWith("--")).map(([name, value]) => `${name}=${value}`);
    expect(documented.sort()).toEqual(flags.filter(isSpecific).sort());

    const variables = rows.filter(([name]) => !name.startsWith("--"));
    expect(variables.map(([name]) => name).sort()).toEqual(Object.keys(environment).sort());
    expect(variables.map(([, value]) => value === "empty")).toEqual(
      variables.map(([name]) => environment[name] === ""),
    );
  });
});
