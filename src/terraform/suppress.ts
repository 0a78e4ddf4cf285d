import { TerraformDataSource, TerraformResource, TerraformStack } from "cdktf";

/** Id of a check of checkov, for example `CKV_AWS_144`. */
export type CheckId = `CKV${"" | "2"}_AWS_${number}`;

/** Reason for what is encrypted without a KMS key of the account's own. */
export const ENCRYPTED_BY_AWS =
  "Encrypted with a key of AWS's own, at no cost. Where the key must be yours, encryptionKey in main.ts takes one.";

/**
 * Lets one resource fail one check of checkov (`npm run test:policy`). Call it where the resource is made, after its
 * logical id is final.
 *
 * It stands in the JSON of the resource, below `//`, which Terraform ignores. So does checkov: the policy ring reads it
 * there and makes checkov's configuration of it. One that is not needed fails the ring.
 *
 * @param reason what protects instead, or why the check is wrong here, in words that a reviewer accepts
 */
export function suppress(resource: TerraformResource | TerraformDataSource, id: CheckId, reason: string): void {
  const section = TerraformDataSource.isTerraformDataSource(resource) ? "data" : "resource";
  const address = `${section}.${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
  // By the stack: an override of a data source itself would be lost, since cdktf writes its own notes over it.
  TerraformStack.of(resource).addOverride(`${address}.//.checkov.${id}`, reason);
}
