import { TerraformStack } from "cdktf";

/**
 * A stack that refers to no other stack: what it needs of another comes by Terraform variables or by AWS itself.
 *
 * So cdktf's preparing pass, which resolves every element once more to find cross-stack references, has nothing to
 * find and is left out: a quarter of the time of a synth (`npm run bench:synth`). Call `addBackend` in the constructor,
 * since that pass would also have added a default one.
 */
export class IndependentStack extends TerraformStack {
  override prepareStack(): void {
    // Nothing to prepare.
  }
}
