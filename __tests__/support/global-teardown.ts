import { rmSync } from "node:fs";

/** Removes what the set-up and the tests synthesized. */
export default function globalTeardown(): void {
  for (const path of [process.env.TEST_SCRATCH, process.env.TEST_BUNDLE]) {
    if (path !== undefined) rmSync(path, { recursive: true, force: true });
  }
}
