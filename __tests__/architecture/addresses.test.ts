import { join } from "node:path";
import { CI, synthesizeBootstrap } from "../support/bootstrap-shapes";
import { object, StackJson } from "../support/stack-json";
import { readText } from "../support/synthesis";
import { ephemerals } from "./stack-view";

/**
 * A changed address is a destroyed and a new resource: for the database that is the end of its data. If a change in
 * this list is meant, edit the file by hand and say in the change what happens to what exists.
 */
describe("the addresses of a stack", () => {
  it.each([
    ["addresses.txt", StackJson.default()],
    ["addresses-bootstrap.txt", StackJson.bootstrap()],
    ["addresses-bootstrap-ci.txt", bootstrapWithCi()],
  ])("are those of %s, line by line", (file, stack) => {
    const expected = readText(join(__dirname, file)).trimEnd().split("\n");
    const actual = addresses(stack);
    expect({
      gone: expected.filter((address) => !actual.includes(address)),
      added: actual.filter((address) => !expected.includes(address)),
    }).toEqual({ gone: [], added: [] });
    expect(expected).toEqual(actual);
  });
});

/** Bootstrap with identities for CI. */
function bootstrapWithCi(): StackJson {
  return synthesizeBootstrap({ ci: CI["GitHub's branch"] });
}

function addresses(stack: StackJson): string[] {
  const blocks = [...stack.resources(), ...stack.dataSources(), ...ephemerals(stack)].map(({ address }) => address);
  const named = (["variable", "output"] as const).flatMap((section) =>
    Object.keys(object(stack.section(section))).map((name) => `${section}.${name}`),
  );
  return [...blocks, ...named].sort();
}
