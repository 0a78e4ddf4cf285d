import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { ADMIT_EVERY_ACCOUNT } from "../../../src/stacks/mlflow-stack-props";
import { MetadataDatabase } from "../../../src/storage/metadata-database";
import { Edit } from "./edit";

/** An edit that somebody must not overlook: its review names exactly these dangers. */
export interface DangerousEdit extends Edit {
  /** Ids of the dangers, in the order of the review. */
  readonly dangers: readonly string[];
}

export const DANGEROUS_EDITS: readonly DangerousEdit[] = [
  {
    name: "protection-dropped",
    title: "The protection of the data is switched off",
    props: { protectData: false },
    dangers: ["database-unprotected"],
  },
  {
    name: "database-replaced",
    title: "The database gets another identifier, without protection",
    props: { protectData: false },
    code: ({ database }): void => {
      if (!(database instanceof MetadataDatabase)) throw new Error("the stack has no database of its own");
      database.cluster.clusterIdentifier = "experiments";
    },
    dangers: ["database-lost", "database-unprotected", "database-instance-replaced", "known-after-apply"],
  },
  {
    name: "everything-destroyed",
    title: "Everything is destroyed, artifacts included",
    props: { protectData: false, forceDestroyArtifacts: true },
    destroy: true,
    dangers: [
      "stack-replaced",
      "database-lost",
      "bucket-lost",
      "secret-lost",
      "network-lost",
      "database-instance-replaced",
      "load-balancer-lost",
      "logs-lost",
    ],
  },
  {
    name: "domain-added",
    title: "The accounts of a partner get in",
    variables: { allowed_email_domains: ["example.com", "example.org", "partner.example"] },
    dangers: ["email-domain-added"],
  },
  {
    name: "everybody-admitted",
    title: "Everybody with a Google account gets in",
    props: { admitEveryAccount: ADMIT_EVERY_ACCOUNT },
    variables: { allowed_email_domains: ["*"] },
    dangers: ["everybody-admitted"],
  },
  {
    name: "gcloud-tokens",
    title: "Tokens of the audience that all gcloud users share",
    variables: { accept_gcloud_user_tokens: true },
    dangers: ["bearer-audience-added"],
  },
  {
    name: "internet",
    title: "The load balancer is opened to the internet",
    variables: { load_balancer_ingress_cidrs: ["0.0.0.0/0"] },
    dangers: ["load-balancer-opened"],
  },
  {
    name: "tasks-opened",
    title: "A rule of the user's own lets the internet into the tasks",
    code: (stack): void => {
      new VpcSecurityGroupIngressRule(stack, "debug", {
        securityGroupId: stack.service.securityGroup.id,
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 8080,
        toPort: 8080,
        description: "For a quick look",
      });
    },
    dangers: ["ingress-from-internet"],
  },
  {
    name: "old-tls",
    title: "The listener speaks old TLS again",
    code: (stack): void => {
      stack.loadBalancer.listener.sslPolicy = "ELBSecurityPolicy-2016-08";
    },
    dangers: ["tls-weakened"],
  },
  {
    name: "digest-dropped",
    title: "An image without its digest",
    variables: { oauth2_proxy_image: "quay.io/oauth2-proxy/oauth2-proxy:v7.15.5" },
    dangers: ["image-unpinned"],
  },
  {
    name: "mlflow-minor-version",
    title: "A minor version of MLflow",
    variables: { mlflow_image: "ghcr.io/mlflow/mlflow:v3.17.0-full" },
    dangers: ["mlflow-migration"],
  },
  {
    name: "wide-policy",
    title: "The tasks may do everything with S3",
    code: (stack): void => {
      new IamRolePolicy(stack, "all-of-s3", {
        role: "oauth2-mlflow-ecs-task",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
        }),
      });
    },
    dangers: ["iam-wildcard"],
  },
  {
    name: "bucket-opened",
    title: "Public policies become possible on the artifact bucket",
    code: ({ artifacts }): void => {
      const block = artifacts.node.findChild("public-access-block");
      if (!(block instanceof S3BucketPublicAccessBlock)) throw new Error("the bucket has no public access block");
      block.blockPublicPolicy = false;
      block.restrictPublicBuckets = false;
    },
    dangers: ["bucket-public-access"],
  },
  {
    name: "artifacts-elsewhere",
    title: "Artifacts in another folder of the bucket",
    variables: { artifact_bucket_path: "/team-a" },
    dangers: ["data-elsewhere"],
  },
  {
    name: "bootstrap-destroyed",
    title: "State bucket, lock table and secrets are destroyed",
    stack: "bootstrap",
    props: { protectData: false },
    destroy: true,
    dangers: ["stack-replaced", "bucket-lost", "secret-lost", "lock-table-lost"],
  },
  {
    name: "provider-updated",
    title: "Another version of the AWS provider",
    lockFile: (text) => text.replace(/version( *)= "5\.100\.0"/, 'version$1= "5.101.0"'),
    dangers: ["provider-changed"],
  },
  {
    name: "drift-put-back",
    title: "Somebody weakened the listener by hand, and the plan puts it back",
    byHand: {
      change: `arn=$(aws elbv2 describe-load-balancers --names oauth2-mlflow --query 'LoadBalancers[0].LoadBalancerArn' --output text)
        listener=$(aws elbv2 describe-listeners --load-balancer-arn "$arn" --query 'Listeners[0].ListenerArn' --output text)
        aws elbv2 modify-listener --listener-arn "$listener" --ssl-policy ELBSecurityPolicy-2016-08`,
      back: `arn=$(aws elbv2 describe-load-balancers --names oauth2-mlflow --query 'LoadBalancers[0].LoadBalancerArn' --output text)
        listener=$(aws elbv2 describe-listeners --load-balancer-arn "$arn" --query 'Listeners[0].ListenerArn' --output text)
        aws elbv2 modify-listener --listener-arn "$listener" --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`,
    },
    dangers: ["drift-undone"],
  },
];
