import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "./synthesis";

/**
 * A working copy of what a user runs, with the same node_modules. Tests that initialize and apply use one, so that they
 * never touch the `cdktf.out` of whoever runs them, which may be connected to a real account.
 */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "mlflow-project-"));
  /** The folder of the synthesized stack. */
  readonly stack = join(this.folder, "cdktf.out/stacks/mlflow");
  /** The folder of the other one. */
  readonly bootstrap = join(this.folder, "cdktf.out/stacks/bootstrap");

  constructor() {
    for (const name of ["main.ts", "src", "cdktf.json", "package.json", "tsconfig.json"]) {
      cpSync(join(PROJECT, name), join(this.folder, name), { recursive: true });
    }
    symlinkSync(join(PROJECT, "node_modules"), join(this.folder, "node_modules"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
