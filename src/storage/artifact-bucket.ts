import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import {
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketServerSideEncryptionConfigurationRuleA,
} from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { ServiceRole } from "../ecs/service-role";
import { EncryptionKey } from "../secrets/encryption-key";
import { expression } from "../terraform/expression";
import { policyDocument } from "../terraform/iam-policy";

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

/**
 * Private, versioned bucket for artifacts: encrypted, TLS only, no ACLs. Old versions stay for ever, so that nothing
 * is lost by an overwrite; the parts of interrupted uploads go after a week.
 */
export class ArtifactBucket extends Construct {
  readonly resource: S3Bucket;
  /** Folder inside the bucket without slashes at its ends; empty for the whole bucket. */
  private readonly prefix = 'trim(var.artifact_bucket_path, "/")';
  private readonly encryptionKey: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    this.resource = new S3Bucket(this, "Default", {
      bucketPrefix: props.namePrefix,
      forceDestroy: props.forceDestroy,
      lifecycle: { preventDestroy: props.protectData },
    });
    const bucket = this.resource.id;
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [this.encryptionRule()],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "abort-interrupted-uploads",
          status: "Enabled",
          filter: [{}],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: this.tlsOnly(),
      // S3 refuses two changes of a bucket's access at the same time.
      dependsOn: [publicAccessBlock],
    });
  }

  get name(): string {
    return this.resource.id;
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

  private encryptionRule(): S3BucketServerSideEncryptionConfigurationRuleA {
    if (this.encryptionKey === undefined) return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
    return {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.encryptionKey.arn },
      // One call of KMS for many objects instead of one for each.
      bucketKeyEnabled: true,
    };
  }

  private tlsOnly(): string {
    const everything = [this.resource.arn, `${this.resource.arn}/*`];
    return policyDocument([
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "RefuseOldTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
    ]);
  }
}
