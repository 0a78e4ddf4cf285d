/**
 * What `terraform` sends to HCP Terraform with a run: without this file it is everything in the folder of the stack. So
 * all is left out but what Terraform reads as configuration; the last rule that matches a path decides.
 */
export const TERRAFORM_IGNORE = `# Written by synth. Uploaded is what Terraform reads as configuration, and nothing that lies beside it:
# no .env, no state, no plan, no values of variables.
*
!/*.tf.json
!/*.tf
!/.terraform.lock.hcl
!/assets/
.env*
*.tfstate*
*.tfvars*
.terraform/
`;
