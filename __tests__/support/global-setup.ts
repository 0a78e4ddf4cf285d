import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, PROJECT, synthesizeProject } from "./synthesis";

/** Bundles and synthesizes the default stack once for all files of a ring. */
export default function globalSetup(): void {
  if (process.env.TEST_CDKTF_OUT !== undefined) return;
  process.env.TEST_SCRATCH = mkdtempSync(join(tmpdir(), "mlflow-tests-"));
  process.env.TEST_BUNDLE = join(PROJECT, "build", `test-${process.pid}.js`);
  bundle(process.env.TEST_BUNDLE);
  process.env.TEST_CDKTF_OUT = synthesizeProject();
}
