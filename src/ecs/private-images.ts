import { Token } from "cdktf";
import { AwsContext } from "../terraform/aws-context";
import { expression } from "../terraform/expression";

/**
 * Account, region and repository of an image in a private registry of Amazon ECR: at its usual address, that for FIPS,
 * the dual-stack one on `on.aws`, or in China.
 */
const ECR_IMAGE =
  "^([0-9]{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.(?:amazonaws\\.com(?:\\.cn)?|on\\.aws)/([a-z0-9._/-]+):";

/** The repositories of Amazon ECR that images come from; images of public registries have none. */
export interface PrivateRepositories {
  /** Complete ARNs, each once; known at plan. */
  readonly arns: string[];
  /** Terraform expression: whether there is one. */
  readonly exist: string;
}

/** @param images Terraform expressions of image references, for example `var.mlflow_image` */
export function privateRepositories(images: readonly string[], aws: AwsContext): PrivateRepositories {
  const parts = `regexall(${JSON.stringify(ECR_IMAGE)}, image)`;
  const arn = `format("arn:%s:ecr:%s:%s:repository/%s", ${aws.partition}, part[1], part[0], part[2])`;
  const arns = `distinct(flatten([for image in [${images.join(", ")}] : [for part in ${parts} : ${arn}]]))`;
  return { arns: Token.asList(expression(arns)), exist: `length(${arns}) > 0` };
}
