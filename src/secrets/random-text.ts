import { Construct } from "constructs";
import { EphemeralResource } from "../terraform/ephemeral-resource";

/**
 * Random letters and digits made by Secrets Manager while Terraform runs, for write-only arguments only: 43 of them hold
 * 256 bits.
 *
 * @returns the expression of the text, without `${}`
 */
export function randomText(scope: Construct, id: string, length: number): string {
  const random = new EphemeralResource(scope, id, {
    type: "aws_secretsmanager_random_password",
    arguments: { password_length: length, exclude_punctuation: true, include_space: false },
  });
  return random.expression("random_password");
}
