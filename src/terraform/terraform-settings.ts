import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, TerraformStack, Token } from "cdktf";

/** Oldest Terraform: write-only arguments. `.terraform-version` says which one the tests run. */
export const REQUIRED_TERRAFORM = ">= 1.11";

/**
 * The first is what was really applied. The bindings' own pin is an exact 6.x; only arguments that both know are used, so
 * the second lets users move on who need provider 6.
 */
export type AwsProviderConstraint = "~> 5.100" | ">= 5.100.0, < 7.0.0";

/** The article's tags. `var.tags` may override them. */
export const DEFAULT_TAGS = { env: "dev", project: "oauth2-mlflow" };

/** Pins Terraform and the provider, and tags everything in one place. The region comes from the environment. */
export function configureTerraform(
  stack: TerraformStack,
  tags: Readonly<Record<string, string>>,
  awsProvider: AwsProviderConstraint,
): void {
  stack.addOverride("terraform.required_version", REQUIRED_TERRAFORM);
  stack.addOverride("terraform.required_providers.aws.version", awsProvider);
  new AwsProvider(stack, "aws", { defaultTags: [{ tags: Token.asStringMap(Fn.merge([DEFAULT_TAGS, tags])) }] });
}
