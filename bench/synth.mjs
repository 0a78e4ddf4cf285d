// Two ratios in one run, each of interleaved runs so that a busy machine slows both sides alike:
//   synth without the CLI : loading cdktf and the provider modules that the stack uses   (limit 1.5)
//   cdktf synth           : cdktf synth of an empty app                                  (limit 1.2)
// Usage: npm run bench:synth [-- <pairs>]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const project = resolve(import.meta.dirname, "..");
const pairs = Number(process.argv[2] ?? 9);
const work = mkdtempSync(join(tmpdir(), "bench-synth-"));
const env = { ...process.env, CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" };

const { app } = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8"));
execFileSync("sh", ["-c", app], { cwd: project, env });

// Exactly the modules that the bundle requires, and nothing else.
const bundle = readFileSync(join(project, "build/main.js"), "utf8");
const modules = [...new Set([...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name))];
symlinkSync(join(project, "node_modules"), join(work, "node_modules"));
// Beside the bundle, so that Node finds the modules by the same way.
const load = join(project, "build/load.js");
writeFileSync(load, modules.map((name) => `require(${JSON.stringify(name)});`).join("\n"));
writeFileSync(
  join(work, "empty.js"),
  'const { App, LocalBackend, TerraformStack } = require("cdktf");\n' +
    "const app = new App();\n" +
    'new LocalBackend(new TerraformStack(app, "empty"), { path: "terraform.tfstate" });\n' +
    "app.synth();\n",
);
writeFileSync(join(work, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node empty.js" }));

const cdktf = join(project, "node_modules/.bin/cdktf");
const contests = [
  {
    name: "synth from TypeScript / loading cdktf and the provider modules",
    limit: 1.5,
    ours: () => timed("sh", ["-c", app], project),
    base: () => timed(process.execPath, [load], project),
  },
  {
    name: "cdktf synth / cdktf synth of an empty app",
    limit: 1.2,
    ours: () => timed(cdktf, ["synth"], project),
    base: () => timed(cdktf, ["synth"], work),
  },
];

try {
  console.log(`${modules.length} modules, ${pairs} pairs, Node ${process.version}`);
  for (const { name, limit, ours, base } of contests) {
    base();
    ours();
    const times = Array.from({ length: pairs }, () => ({ base: base(), ours: ours() }));
    const ratio = median(times.map((pair) => pair.ours / pair.base));
    const seconds = (side) => median(times.map((pair) => pair[side])).toFixed(2);
    console.log(`${ratio.toFixed(2)}  (at most ${limit})  ${name}: ${seconds("ours")} s / ${seconds("base")} s`);
  }
} finally {
  rmSync(work, { recursive: true });
}

function timed(command, args, cwd) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
