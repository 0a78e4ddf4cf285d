import { join } from "node:path";
import { EMULATOR_BIN } from "./emulator";
import { run } from "./run";

const UNZIP =
  "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); sys.stdout.buffer.write(b''.join(map(z.read, z.namelist())))";

/** What a saved plan of Terraform holds: it is a compressed archive, in which a plain search finds nothing. */
export function planFileText(path: string): string {
  return run(join(EMULATOR_BIN, "python"), ["-c", UNZIP, path], { env: {} }).stdout;
}
