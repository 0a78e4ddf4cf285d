import { PROJECT, readText } from "../../support/synthesis";

const REQUIREMENTS = readText(PROJECT, "src/rehearsal/requirements.txt");

/** A line up to its extra or version. */
const nameIn = (line: string): string => line.replace(/[[=].*/, "");

/** The lines of the list below a heading, up to the next empty line. */
function section(heading: string): string[] {
  return (new RegExp(`^# ${heading}\n((?:.+\n)+)`, "m").exec(REQUIREMENTS)?.[1] ?? "").trimEnd().split("\n");
}

describe("the requirements of the rehearsal", () => {
  const sections = [section("asked for"), section("what those need")];
  const lines = sections.flat();

  it("pins every package exactly, and once", () => {
    const exact = /^[a-z0-9-]+(\[[a-z]+\])?==[0-9.a-z]+(; python_version < "3\.11")?$/;
    expect(lines.filter((line) => !exact.test(line))).toEqual([]);
    const names = lines.map(nameIn);
    expect(names).toHaveLength(new Set(names).size);
    expect(lines).toEqual(REQUIREMENTS.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
  });

  it.each(sections.map((lines) => [lines]))("is sorted", (lines) => {
    const names = lines.map(nameIn);
    expect(names).toEqual([...names].sort());
    expect(lines.length).toBeGreaterThan(1);
  });

  it("has the MLflow of the image", () => {
    const image = /ghcr\.io\/mlflow\/mlflow:v([0-9.]+)-full/.exec(readText(PROJECT, "src/settings/service.ts"));
    expect(lines).toContain(`mlflow==${image?.[1] ?? ""}`);
  });
});
