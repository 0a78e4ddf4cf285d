/** Where HCP Terraform is; Terraform Enterprise has a host of its own. */
export const HCP_HOSTNAME = "app.terraform.io";
