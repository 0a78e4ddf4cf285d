import { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Construct } from "constructs";
import { ABORT_INTERRUPTED_UPLOADS, PrivateBucket, PrivateBucketProps } from "../storage/private-bucket";

export interface StateBucketProps extends Pick<
  PrivateBucketProps,
  "protectData" | "forceDestroy" | "encryptionKeyArn"
> {
  readonly bucketName: string;
}

/** Each apply writes a version: the ten newest old ones stay whatever their age, the rest goes after 90 days. */
const EXPIRE_OLD_STATES: S3BucketLifecycleConfigurationRule = {
  id: "expire-old-states",
  status: "Enabled",
  filter: [{}],
  noncurrentVersionExpiration: [{ noncurrentDays: 90, newerNoncurrentVersions: 10 }],
};

/** The bucket that holds the state of every stack, its own included. */
export class StateBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { bucketName, ...settings }: StateBucketProps) {
    super(scope, id, {
      ...settings,
      name: { bucket: bucketName },
      lifecycleRules: [ABORT_INTERRUPTED_UPLOADS, EXPIRE_OLD_STATES],
    });
  }
}
