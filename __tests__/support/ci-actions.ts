import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { FakeGithub } from "./ci-github";
import { EMULATOR_BIN } from "./emulator";
import { run } from "./run";

/** Where and for what an action runs. */
export interface ActionSurroundings {
  readonly github: FakeGithub;
  /** Folder of the repository to check out. */
  readonly repository: string;
  /** The checkout of the job. */
  readonly workspace: string;
  /** Number of the run. */
  readonly run: number;
  /** The commit to check out. */
  readonly sha: string;
  /** The commit by which GitHub files the run: of a pull request its head. */
  readonly head: string;
  /** Variables that a job with an AWS identity has. */
  readonly credentials: Readonly<Record<string, string>>;
}

type StandIn = (given: Readonly<Record<string, string>>, at: ActionSurroundings) => Readonly<Record<string, string>>;

/** Programs that are there already. */
const installed: StandIn = () => ({});

/** What stands in for each action: it gives the variables that later steps have. */
const STAND_INS: Readonly<Record<string, StandIn>> = {
  "actions/checkout": checkout,
  "actions/setup-node": installed,
  "actions/setup-python": installed,
  "hashicorp/setup-terraform": installed,
  "aws-actions/configure-aws-credentials": assumeRole,
  "actions/upload-artifact": upload,
  "actions/download-artifact": download,
};

/**
 * Does what an action would do.
 *
 * @throws Error where the action would fail
 */
export function standIn(
  action: string,
  given: Readonly<Record<string, string>>,
  at: ActionSurroundings,
): Readonly<Record<string, string>> {
  const does = STAND_INS[action];
  if (does === undefined) throw new Error(`nothing stands in for ${action}`);
  return does(given, at);
}

/** Only as deep as asked for: what a step needs of the history must have been asked for. */
function checkout(given: Readonly<Record<string, string>>, at: ActionSurroundings): Readonly<Record<string, string>> {
  const depth = given["fetch-depth"] ?? "1";
  const git = (...args: string[]): unknown =>
    run("git", args, { cwd: at.workspace, env: { PATH: process.env.PATH ?? "" } });
  git("init", "--quiet");
  git("fetch", "--quiet", `--depth=${depth}`, `file://${at.repository}`, at.sha);
  git("checkout", "--quiet", "--detach", at.sha);
  return {};
}

function assumeRole(given: Readonly<Record<string, string>>, at: ActionSurroundings): Readonly<Record<string, string>> {
  const region = given["aws-region"] ?? "";
  return { ...at.credentials, AWS_REGION: region, AWS_DEFAULT_REGION: region, ASSUMED: given["role-to-assume"] ?? "" };
}

function upload(given: Readonly<Record<string, string>>, at: ActionSurroundings): Readonly<Record<string, string>> {
  const { name = "", path = "" } = given;
  const { artifacts } = at.github;
  const id = artifacts.length + 1;
  const zip = join(at.workspace, "..", `${name}.zip`);
  run(join(EMULATOR_BIN, "python"), ["-m", "zipfile", "-c", zip, join(at.workspace, path)], { env: {} });
  artifacts.push({ id, run: at.run, name, head: at.head, zip });
  return {};
}

function download(given: Readonly<Record<string, string>>, at: ActionSurroundings): Readonly<Record<string, string>> {
  const found = at.github.artifacts.find(({ run: of, name }) => of === at.run && name === given.name);
  if (found === undefined) throw new Error(`Artifact not found for name: ${given.name ?? ""}`);
  const folder = join(at.workspace, given.path ?? "");
  mkdirSync(folder, { recursive: true });
  run(join(EMULATOR_BIN, "python"), ["-m", "zipfile", "-e", found.zip, folder], { env: {} });
  return {};
}
