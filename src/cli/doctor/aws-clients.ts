import { ACMClient } from "@aws-sdk/client-acm";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { RDSClient } from "@aws-sdk/client-rds";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { STSClient } from "@aws-sdk/client-sts";

/** One client for each service that is asked, all in one region. */
export interface AwsClients {
  readonly acm: ACMClient;
  readonly dynamodb: DynamoDBClient;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly quotas: ServiceQuotasClient;
  readonly rds: RDSClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  readonly sts: STSClient;
  /** The same in another region. */
  in(region: string): AwsClients;
}

/** @param region `undefined`: the one of the profile */
export function awsClients(region: string | undefined): AwsClients {
  const config = {
    ...(region === undefined ? {} : { region }),
    maxAttempts: 3,
    // By itself the SDK only warns when the time is over, and waits on.
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };
  return {
    acm: new ACMClient(config),
    dynamodb: new DynamoDBClient(config),
    ec2: new EC2Client(config),
    ecs: new ECSClient(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    loadBalancing: new ElasticLoadBalancingV2Client(config),
    logs: new CloudWatchLogsClient(config),
    quotas: new ServiceQuotasClient(config),
    rds: new RDSClient(config),
    route53: new Route53Client(config),
    // A state bucket may lie in another region.
    s3: new S3Client({ ...config, followRegionRedirects: true }),
    secrets: new SecretsManagerClient(config),
    sts: new STSClient(config),
    in: awsClients,
  };
}
