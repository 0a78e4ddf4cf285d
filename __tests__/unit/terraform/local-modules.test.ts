import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localModules } from "../../../src/terraform/local-modules";

describe("the local modules that cdktf.json lists", () => {
  const folder = mkdtempSync(join(tmpdir(), "local-modules-"));
  const file = join(folder, "cdktf.json");

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["by source", { terraformModules: [{ name: "a", source: "./modules/a" }] }, ["./modules/a"]],
    ["as text", { terraformModules: ["../a", "terraform-aws-modules/vpc/aws@5.0.0"] }, ["../a"]],
    ["from elsewhere", { terraformModules: [{ name: "a", source: "git::https://example.com/a.git" }] }, []],
    ["without any", { language: "typescript" }, []],
    ["of another form", { terraformModules: { a: "./a" } }, []],
  ])("%s", (_, settings, expected) => {
    writeFileSync(file, JSON.stringify(settings));
    expect(localModules(file)).toEqual(expected);
  });

  test("are none where there is no such file", () => {
    expect(localModules(join(folder, "none.json"))).toEqual([]);
  });
});
