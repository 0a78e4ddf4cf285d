import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import {
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketServerSideEncryptionConfigurationRuleA,
} from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { policyDocument } from "../terraform/iam-policy";
import { ENCRYPTED_BY_AWS, suppress } from "../terraform/suppress";

export interface PrivateBucketProps {
  /** Its whole name, or a prefix to which AWS appends a generated suffix. */
  readonly name: { readonly bucket: string } | { readonly bucketPrefix: string };
  /** true: Terraform refuses to destroy the bucket, at plan. */
  readonly protectData: boolean;
  /** true: destroying the bucket destroys every object and version in it, too. */
  readonly forceDestroy: boolean;
  /** ARN of the KMS key; `undefined`: S3's own encryption. */
  readonly encryptionKeyArn: string | undefined;
  /** What happens to old versions and interrupted uploads. */
  readonly lifecycleRules: S3BucketLifecycleConfigurationRule[];
}

/** The parts of interrupted uploads are invisible, and billed: they go after a week. */
export const ABORT_INTERRUPTED_UPLOADS: S3BucketLifecycleConfigurationRule = {
  id: "abort-interrupted-uploads",
  status: "Enabled",
  filter: [{}],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
};

/** Private, versioned bucket: encrypted, TLS only, no ACLs, closed to the public. */
export class PrivateBucket extends Construct {
  readonly resource: S3Bucket;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, "Default", {
      ...props.name,
      forceDestroy: props.forceDestroy,
      lifecycle: { preventDestroy: props.protectData },
    });
    acceptFindings(this.resource, props);
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
      rule: [encryptionRule(props.encryptionKeyArn)],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: props.lifecycleRules,
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

function encryptionRule(keyArn: string | undefined): S3BucketServerSideEncryptionConfigurationRuleA {
  if (keyArn === undefined) return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
    // One call of KMS for many objects instead of one for each.
    bucketKeyEnabled: true,
  };
}

function acceptFindings(bucket: S3Bucket, { encryptionKeyArn }: PrivateBucketProps): void {
  suppress(
    bucket,
    "CKV_AWS_18",
    "Access logs need a second bucket and cost by request. Nothing is public; where each read must be on record, the account's CloudTrail data events do it for every bucket.",
  );
  suppress(
    bucket,
    "CKV_AWS_144",
    "One region by design: a copy doubles the storage and needs a bucket, a key and a role in a second region. Versioning brings back what was overwritten or deleted.",
  );
  suppress(
    bucket,
    "CKV2_AWS_62",
    "Nothing acts on events of this bucket, and notifications without a receiver protect nothing.",
  );
  if (encryptionKeyArn === undefined) suppress(bucket, "CKV_AWS_145", ENCRYPTED_BY_AWS);
}
