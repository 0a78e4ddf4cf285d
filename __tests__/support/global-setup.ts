import { synthesizeProject } from "./synthesis";

/** Synthesizes the default stack once for all files of a ring. */
export default function globalSetup(): void {
  process.env.TEST_CDKTF_OUT ??= synthesizeProject();
}
