import { Token } from "cdktf";
import { Construct } from "constructs";
import { ServiceRole } from "../ecs/service-role";
import { EncryptionKey } from "../secrets/encryption-key";
import { expression } from "../terraform/expression";
import { ABORT_INTERRUPTED_UPLOADS, PrivateBucket } from "./private-bucket";

export interface ArtifactBucketProps {
  /** AWS appends a generated suffix. */
  readonly namePrefix: string;
  /** true: Terraform refuses to destroy the bucket, at plan. */
  readonly protectData: boolean;
  /** true: destroying the bucket destroys every object and version in it, too. */
  readonly forceDestroy: boolean;
  /** `undefined`: S3's own encryption. */
  readonly encryptionKey: EncryptionKey | undefined;
}

/** The bucket for artifacts. Old versions stay for ever, so that nothing is lost by an overwrite. */
export class ArtifactBucket extends PrivateBucket {
  /** Folder inside the bucket without slashes at its ends; empty for the whole bucket. */
  private readonly prefix = 'trim(var.artifact_bucket_path, "/")';
  private readonly encryptionKey: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    const { namePrefix, encryptionKey, protectData, forceDestroy } = props;
    super(scope, id, {
      name: { bucketPrefix: namePrefix },
      protectData,
      forceDestroy,
      encryptionKeyArn: encryptionKey?.arn,
      lifecycleRules: [ABORT_INTERRUPTED_UPLOADS],
    });
    this.encryptionKey = encryptionKey;
  }

  /** Value of `--artifacts-destination`: `s3://bucket` or `s3://bucket/folder`. */
  get destination(): string {
    return Token.asString(
      expression(`join("/", compact([format("s3://%s", ${this.resource.fqn}.id), ${this.prefix}]))`),
    );
  }

  /** Lets a role read, write and delete artifacts, and finish or abort uploads in parts, inside of the folder only. */
  grantReadWrite(role: ServiceRole): void {
    const underPrefix = Token.asString(expression(`join("/", compact([${this.prefix}, "*"]))`));
    role.allow("artifacts", [
      {
        Effect: "Allow",
        Action: [
          "s3:GetObject",
          "s3:PutObject",
          "s3:DeleteObject",
          "s3:AbortMultipartUpload",
          "s3:ListMultipartUploadParts",
        ],
        Resource: `${this.resource.arn}/${underPrefix}`,
      },
      {
        Effect: "Allow",
        // Not ListBucketMultipartUploads: S3 has no condition that keeps it inside of the folder.
        Action: "s3:ListBucket",
        Resource: this.resource.arn,
        Condition: { StringLike: { "s3:prefix": underPrefix } },
      },
      ...(this.encryptionKey === undefined
        ? []
        : [this.encryptionKey.use("s3", ["kms:GenerateDataKey", "kms:Decrypt"])]),
    ]);
  }
}
