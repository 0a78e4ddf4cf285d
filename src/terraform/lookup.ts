import { TerraformElement } from "cdktf";

/** Terraform prints the address of a look-up that fails: this one's begins with the variable to look at. */
export function nameAfterVariable(lookup: TerraformElement, variable: string): void {
  lookup.overrideLogicalId(variable);
}
