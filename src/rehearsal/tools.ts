import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

interface Tool {
  /** The first version that will do. @default - any */
  readonly since?: string;
  readonly debian: string;
  readonly macos: string;
}

const MARIADB = { debian: "sudo apt-get install mariadb-server", macos: "brew install mariadb" } as const;

const TOOLS = {
  terraform: {
    since: "1.11",
    debian: "install Terraform as https://developer.hashicorp.com/terraform/install says",
    macos: "brew install hashicorp/tap/terraform",
  },
  python3: {
    since: "3.10",
    debian: "sudo apt-get install python3 python3-venv",
    macos: "brew install python",
  },
  // Ubuntu 22.04 has 10.6.
  mariadbd: { since: "10.6", ...MARIADB },
  "mariadb-install-db": MARIADB,
  mariadb: MARIADB,
  "oauth2-proxy": {
    since: "7.15.2",
    debian:
      "download oauth2-proxy for your machine from https://github.com/oauth2-proxy/oauth2-proxy/releases" +
      " and put it on the PATH",
    macos: "brew install oauth2-proxy",
  },
} as const satisfies Record<string, Tool>;

/** A program that a rehearsal runs and does not bring along. */
export type ToolName = keyof typeof TOOLS;

/** Absolute paths. */
export type ToolPaths<N extends ToolName> = Readonly<Record<N, string>>;

/** Everything that is missing or too old, and how to get it. */
export class MissingToolsError extends Error {
  constructor(complaints: ReadonlyMap<ToolName, string>) {
    const needed = [...complaints].map(([name, found]) => `${described(name)} (${found})`);
    const tools: readonly Tool[] = [...complaints.keys()].map((name) => TOOLS[name]);
    const section = (title: string, lines: readonly string[]): string => [title, ...new Set(lines)].join("\n  ");
    super(
      [
        section("These programs are needed:", needed),
        section(
          "On Debian and Ubuntu:",
          tools.map(({ debian }) => debian),
        ),
        section(
          "On macOS:",
          tools.map(({ macos }) => macos),
        ),
      ].join("\n"),
    );
  }
}

/** Debian keeps servers in folders that are not on everybody's PATH. */
const SERVER_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/**
 * Finds programs on the PATH of an environment, and behind it in `serverFolders`. As for `setup.sh`, PYTHON may name
 * another interpreter than python3.
 *
 * @throws MissingToolsError that names all that are not there, or whose version is too old
 */
export function requireTools<N extends ToolName>(
  names: readonly N[],
  env: Readonly<Record<string, string | undefined>>,
  serverFolders: readonly string[] = SERVER_FOLDERS,
): ToolPaths<N> {
  const folders = [...(env.PATH ?? "").split(delimiter).filter((folder) => folder !== ""), ...serverFolders];
  const paths: Partial<Record<ToolName, string>> = {};
  const complaints = new Map<ToolName, string>();
  for (const name of names) {
    const path = find(name === "python3" ? (env.PYTHON ?? name) : name, folders);
    const complaint = path === undefined ? "not found" : complaintAbout(name, path, env);
    if (path !== undefined) paths[name] = path;
    if (complaint !== undefined) complaints.set(name, complaint);
  }
  if (complaints.size > 0 || !complete(paths, names)) throw new MissingToolsError(complaints);
  return paths;
}

function complete<N extends ToolName>(
  paths: Partial<Record<ToolName, string>>,
  names: readonly N[],
): paths is Record<N, string> {
  return names.every((name) => paths[name] !== undefined);
}

function find(command: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => resolve(folder, command)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function complaintAbout(
  name: ToolName,
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { since }: Tool = TOOLS[name];
  if (since === undefined) return undefined;
  const { stdout } = spawnSync(path, ["--version"], {
    // Terraform would ask its maker for news, and take arguments that are meant for its plans.
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_ARGS: "" },
    encoding: "utf8",
    timeout: 20_000,
  });
  const version = /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0];
  if (version === undefined) return `${path} does not tell its version`;
  return isAtLeast(version, since) ? undefined : `${path} is ${version}`;
}

function isAtLeast(version: string, since: string): boolean {
  const [have, want] = [version, since].map((text) => text.split(".").map(Number));
  const difference = [0, 1, 2].map((i) => (have?.[i] ?? 0) - (want?.[i] ?? 0)).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

function described(name: ToolName): string {
  const { since }: Tool = TOOLS[name];
  return since === undefined ? name : `${name} ${since} or later`;
}
