import type { TerraformCli } from "../terraform-cli";

/**
 * Applies what was synthesized without protection to those resources that have it, then destroys everything: Terraform
 * destroys by what the state says.
 *
 * @param addresses what loses its protection, and takes new settings
 * @param terraformArgs arguments for both, such as `-var-file=...`
 */
export function unprotectAndDestroy(
  terraform: TerraformCli,
  addresses: readonly string[],
  terraformArgs: readonly string[],
): void {
  if (addresses.length > 0) {
    process.stdout.write("\nRemoving the protection\n");
    terraform.run("apply", "-auto-approve", ...addresses.map((address) => `-target=${address}`), ...terraformArgs);
  }
  process.stdout.write("\nDestroying\n");
  terraform.run("destroy", "-auto-approve", ...terraformArgs);
}
