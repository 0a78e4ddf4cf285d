import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { ENCRYPTED_BY_AWS, suppress } from "../terraform/suppress";

export interface LockTableProps {
  readonly tableName: string;
  /** true: Terraform refuses to destroy the table, at plan, and AWS to delete it. */
  readonly protectData: boolean;
  /** ARN of the KMS key; `undefined`: DynamoDB's own encryption. */
  readonly encryptionKeyArn: string | undefined;
}

/** The table in which Terraform locks a state and keeps its checksum. */
export class LockTable extends Construct {
  readonly resource: DynamodbTable;

  constructor(scope: Construct, id: string, { tableName, protectData, encryptionKeyArn }: LockTableProps) {
    super(scope, id);
    this.resource = new DynamodbTable(this, "Default", {
      name: tableName,
      // Terraform's backend demands exactly this key.
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: protectData,
      ...(encryptionKeyArn === undefined
        ? {}
        : { serverSideEncryption: { enabled: true, kmsKeyArn: encryptionKeyArn } }),
      lifecycle: { preventDestroy: protectData },
    });
    if (encryptionKeyArn === undefined) suppress(this.resource, "CKV_AWS_119", ENCRYPTED_BY_AWS);
  }

  get name(): string {
    return this.resource.name;
  }
}
