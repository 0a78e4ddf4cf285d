import { SUBSTITUTES } from "../../src/rehearsal/container-environment";
import { STAND_INS } from "../../src/rehearsal/stand-ins";
import { PROJECT, readText } from "../support/synthesis";

const page = readText(PROJECT, "docs/rehearsal.md");

/** The cells of the table under a heading row. */
function rows(heading: string): string[][] {
  const [, table = ""] = page.split(`| ${heading} |\n| --- | --- |\n`);
  const lines = table.slice(0, table.indexOf("\n\n")).split("\n");
  return lines.map((line) => line.split("|").map((cell) => cell.trim()).slice(1, -1)); // prettier-ignore
}

describe("docs/rehearsal.md", () => {
  it("says what stands in for what, as the command does", () => {
    expect(rows("in the cloud | in a rehearsal")).toEqual(STAND_INS.map(({ cloud, here }) => [cloud, here]));
  });

  it("says which variables differ, as the command does", () => {
    expect(rows("variable | what")).toEqual(SUBSTITUTES.map(({ variable, what }) => [`\`${variable}\``, what]));
  });
});
