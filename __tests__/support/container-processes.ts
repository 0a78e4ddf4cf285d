import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Container } from "../../src/rehearsal/container";
import { onlyChild } from "../../src/rehearsal/program";
import { Task } from "../../src/rehearsal/task";

/** A container of a task that has started. */
export function containerOf(task: Task, name: string): Container {
  const container = task.containers.get(name);
  if (container === undefined) throw new Error(`the container ${name} has not started`);
  return container;
}

/** Process id of what an isolated container's entry point has become: its wrapper's only child. */
export function mainProcess(container: Container): number {
  const id = onlyChild(container.program.pid);
  if (id === undefined) throw new Error(`${container.program.name} does not run`);
  return id;
}

/** A process and everything that it has started, at the moment. */
export function processTree(id: number): readonly number[] {
  const list = `/proc/${id}/task/${id}/children`;
  const children = existsSync(list) ? readFileSync(list, "utf8").split(" ").filter(Boolean).map(Number) : [];
  return [id, ...children.flatMap(processTree)];
}

/** The words that a process was started with. */
export function commandLine(id: number): readonly string[] {
  return readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0").slice(0, -1);
}

/** What a process was started with as environment. */
export function environmentOf(id: number): Readonly<Record<string, string>> {
  const pairs = readFileSync(`/proc/${id}/environ`, "utf8").split("\0").slice(0, -1);
  return Object.fromEntries(pairs.map((pair) => [pair.split("=", 1)[0] ?? "", pair.replace(/^[^=]*=/, "")]));
}

/** A field of `/proc/<id>/status`. */
export function processStatus(id: number, field: string): string {
  const line = new RegExp(`^${field}:\\s*(.*)$`, "m").exec(readFileSync(`/proc/${id}/status`, "utf8"));
  return line?.[1] ?? "";
}

/** Ids of all processes of this machine whose command line has a word. */
export function processesWith(word: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((id) => existsSync(`/proc/${id}/cmdline`) && commandLine(id).includes(word));
}
