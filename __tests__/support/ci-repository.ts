import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "./environment";
import { Shell } from "./shell";
import { PROJECT } from "./synthesis";

const FILES = [
  ...["main.ts", "src", "examples", "cdktf.json", "package.json", "package-lock.json", "tsconfig.json"],
  ...[".gitignore", ".npmrc", ".nvmrc", ".terraform-version"],
];

/** A team's repository of this project, with the CI files set up as docs/ci.md says. `main` is what it starts with. */
export class TeamRepository {
  readonly folder = mkdtempSync(join(tmpdir(), "mlflow-repository-"));
  private readonly shell: Shell;

  /** @param setUp the commands of the guide */
  constructor(setUp: string) {
    for (const name of FILES) cpSync(join(PROJECT, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(this.folder, "node_modules"));
    this.shell = new Shell(this.folder, {
      ...cleanEnvironment({ CHECKPOINT_DISABLE: "1" }),
      GIT_AUTHOR_NAME: "somebody",
      GIT_AUTHOR_EMAIL: "somebody@example.com",
      GIT_COMMITTER_NAME: "somebody",
      GIT_COMMITTER_EMAIL: "somebody@example.com",
    });
    this.shell.run(`
      git init --quiet --initial-branch main
      git config uploadpack.allowAnySHA1InWant true
      echo node_modules >> .git/info/exclude
      ${setUp}`);
    this.commit("Set up CI");
  }

  /** Commits on main what is in the folder. */
  commit(message: string): string {
    return this.git(`git add --all && git commit --quiet --message "${message}" && git rev-parse HEAD`);
  }

  /** Changes a file on main or, with a branch, there; gives the commit. */
  change(path: string, edit: (text: string) => string, branch = "main"): string {
    this.git(`git checkout --quiet ${branch} 2> /dev/null || git checkout --quiet -b ${branch} main`);
    const file = join(this.folder, path);
    writeFileSync(file, edit(this.read(file)));
    const commit = this.commit(`Change ${path}`);
    this.git("git checkout --quiet main");
    return commit;
  }

  /** The commit that GitHub makes to try a pull request: main and, as second parent, the branch. */
  trialMerge(branch: string): string {
    const commit = this.git(
      `git checkout --quiet --detach main && git merge --quiet --no-ff ${branch} && git rev-parse HEAD`,
    );
    this.git("git checkout --quiet main");
    return commit;
  }

  /** Merges a branch as one commit on main. */
  squash(branch: string): string {
    return this.git(
      `git merge --quiet --squash ${branch} && git commit --quiet --message "${branch}" && git rev-parse HEAD`,
    );
  }

  /** The newest commit of main. */
  get head(): string {
    return this.tip("main");
  }

  tip(branch: string): string {
    return this.git(`git rev-parse ${branch}`);
  }

  /** Takes main back to a commit. */
  reset(commit: string): void {
    this.git(`git reset --quiet --hard ${commit}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private read(file: string): string {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  }

  private git(commands: string): string {
    return this.shell.run(commands).stdout.trim().split("\n").at(-1) ?? "";
  }
}
