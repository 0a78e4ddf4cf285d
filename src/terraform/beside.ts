import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ISynthesisSession, TerraformStack } from "cdktf";

/** Lets every synth write one more file into the folder of a stack, beside its JSON. */
export function writeBeside(stack: TerraformStack, name: string, content: string): void {
  const usual = stack.synthesizer;
  stack.synthesizer = {
    synthesize(session: ISynthesisSession): void {
      usual.synthesize(session);
      const json = join(session.outdir, session.manifest.forStack(stack).synthesizedStackPath);
      writeFileSync(join(dirname(json), name), content);
    },
  };
}
