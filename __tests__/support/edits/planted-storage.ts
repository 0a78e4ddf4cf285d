import { override, PlantedEdit, setting, rewritingState } from "./planted-edit";
import { list, object } from "../stack-json";

const BUCKET_POLICY = "aws_s3_bucket_policy.artifacts_policy_007ABD72";
const LIFECYCLE = "aws_s3_bucket_lifecycle_configuration.artifacts_lifecycle_85D31407";
const INSTANCE = "aws_rds_cluster_instance.database_instance_D7FC2283";

/** Edits of databases, buckets, secrets and keys. */
export const PLANTED_STORAGE: readonly PlantedEdit[] = [
  {
    name: "aurora-patch",
    title: "A patch version of Aurora",
    variables: { database_engine_version: "8.0.mysql_aurora.3.10.6" },
  },
  {
    name: "bucket-expires",
    title: "A rule deletes artifacts after 30 days",
    code: override({
      [`${LIFECYCLE}.rule`]: [
        {
          id: "tidy",
          status: "Enabled",
          filter: [{}],
          expiration: [{ days: 30 }],
          noncurrent_version_expiration: [{ noncurrent_days: 1 }],
        },
      ],
    }),
  },
  {
    name: "bucket-weakened",
    title: "The artifact bucket loses what protects it",
    code: override({
      "aws_s3_bucket.artifacts.force_destroy": true,
      "aws_s3_bucket_public_access_block.artifacts_public-access-block_A0DA185D.block_public_policy": false,
      "aws_s3_bucket_public_access_block.artifacts_public-access-block_A0DA185D.restrict_public_buckets": false,
      "aws_s3_bucket_versioning.artifacts_versioning_77526F6F.versioning_configuration.status": "Suspended",
      "aws_s3_bucket_ownership_controls.artifacts_ownership_C9878968.rule.object_ownership": "ObjectWriter",
      aws_s3_bucket_server_side_encryption_configuration: undefined,
    }),
  },
  {
    name: "bucket-policy-opened",
    title: "Everybody may read artifacts, and over plain HTTP",
    code: override({
      [`${BUCKET_POLICY}.policy`]: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "RefuseOldTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: "${aws_s3_bucket.artifacts.arn}/*",
            Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
          },
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "${aws_s3_bucket.artifacts.arn}/*",
          },
        ],
      }),
    }),
  },
  {
    name: "bucket-replaced",
    title: "The artifact bucket gets another name",
    props: { protectData: false },
    code: override({ "aws_s3_bucket.artifacts.bucket_prefix": "other-" }),
  },
  {
    name: "database-forgotten",
    title: "Another database is given, and the stack's own is forgotten",
    props: { database: "given" },
    variables: { database_host: "db.example.com", database_username: "mlflow", database_cidrs: ["10.9.0.0/24"] },
  },
  {
    name: "database-deposed",
    title: "An earlier replacement left a database behind",
    state: rewritingState("aws_rds_cluster.database", (resource) => {
      const instances = list(resource.instances).map(object);
      const left = instances.map(({ attributes, ...instance }) => ({
        ...instance,
        deposed: "0badcafe",
        attributes: { ...object(attributes), id: "oauth2-mlflow-old", cluster_identifier: "oauth2-mlflow-old" },
      }));
      return { ...resource, instances: [...instances, ...left] };
    }),
  },
  {
    name: "database-instance-replaced",
    title: "The database instance gets another name",
    code: override({ [`${INSTANCE}.identifier`]: "other" }),
  },
  {
    name: "database-plain",
    title: "The database takes connections without TLS",
    json: [setting("aws_rds_cluster_parameter_group.database_parameters_58B6739C", { parameter: [] })],
  },
  {
    name: "database-public",
    title: "The database gets a public address",
    code: override({ [`${INSTANCE}.publicly_accessible`]: true }),
  },
  {
    name: "database-restored",
    title: "A snapshot takes the place of the database",
    props: { protectData: false },
    code: override({
      "aws_rds_cluster.database.snapshot_identifier": "before-upgrade",
      "aws_rds_cluster.database.lifecycle": undefined,
    }),
  },
  {
    name: "database-weakened",
    title: "Fewer backups, and none at the end",
    variables: { database_skip_final_snapshot: true },
    code: override({ "aws_rds_cluster.database.backup_retention_period": 1 }),
  },
  {
    name: "key-disabled",
    title: "A key that is switched off",
    code: override({ "aws_kms_key.spare": { is_enabled: false, deletion_window_in_days: 30 } }),
  },
  {
    name: "network-replaced",
    title: "The network gets other addresses",
    props: { protectData: false },
    code: override({ "aws_vpc.network.cidr_block": "10.2.0.0/16" }),
  },
  {
    name: "protected-database-replaced",
    title: "Encryption off, which would replace the protected database",
    code: override({ "aws_rds_cluster.database.storage_encrypted": false }),
    isRefused: true,
  },
  {
    name: "secret-recovery-short",
    title: "The server keys can be restored for a week only",
    variables: { server_keys_recovery_window_in_days: 7 },
  },
];
