import { LocalBackend, TerraformStack } from "cdktf";

/** State in a file of this project, `terraform.<stack id>.tfstate`. For a trial: it is on one machine, and locks nobody out. */
export interface LocalState {
  readonly type: "local";
}

/** Beside `cdktf.out` and not in it: a synth removes the folder of a stack that is gone, with all that lies in it. */
export function addLocalBackend(stack: TerraformStack): void {
  new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
}
