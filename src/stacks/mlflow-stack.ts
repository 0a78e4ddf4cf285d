import { Construct } from "constructs";
import { describeProvider } from "../auth/identity-provider";
import { TaskRoles } from "../ecs/task-roles";
import { addCertificate } from "../edge/certificate";
import { DnsRecord } from "../edge/dns-record";
import { HostedZone } from "../edge/hosted-zone";
import { LoadBalancer } from "../edge/load-balancer";
import { Vpc } from "../network/vpc";
import { GivenSecrets } from "../secrets/given-secrets";
import { ServerKeys } from "../secrets/server-keys";
import { declareMlflowVariables } from "../settings/mlflow-variables";
import { profileSettings } from "../settings/profile";
import { addBackend } from "../state/state";
import { ArtifactBucket } from "../storage/artifact-bucket";
import { MetadataDatabase } from "../storage/metadata-database";
import { AwsContext } from "../terraform/aws-context";
import { IndependentStack } from "../terraform/independent-stack";
import { refuse } from "../terraform/problem";
import { configureTerraform } from "../terraform/terraform-settings";
import { SERVER_KEYS } from "../tracking/mlflow-container";
import { ServiceScaling } from "../tracking/service-scaling";
import { TrackingService } from "../tracking/tracking-service";
import { declareOutputs } from "./mlflow-outputs";
import { mlflowStackProblems, MlflowStackProps } from "./mlflow-stack-props";
import { TaskContainers } from "./task-containers";

/**
 * MLflow on AWS behind a login, as it meets a request:
 * record -> load balancer -> oauth2-proxy -> MLflow -> database and artifacts.
 */
export class MlflowStack extends IndependentStack {
  readonly vpc: Vpc;
  readonly artifacts: ArtifactBucket;
  readonly database: MetadataDatabase;
  readonly loadBalancer: LoadBalancer;
  readonly service: TrackingService;

  /** @throws InvalidSettingsError with every problem of the props, before anything is built */
  constructor(scope: Construct, id: string, props: MlflowStackProps) {
    refuse(mlflowStackProblems(id, props));
    super(scope, id);
    const { protectData = true, forceDestroyArtifacts = false, certificate = "lookup" } = props;
    const profile = profileSettings(props);
    const provider = describeProvider(props.identityProvider);
    const admitEveryAccount = props.admitEveryAccount !== undefined;
    const variables = declareMlflowVariables(this, { provider, admitEveryAccount }, certificate);
    const { names, address, network, service, database, storage } = variables;
    const name = names.uniqueName;

    addBackend(this, props.state);
    configureTerraform(this, names.tags, props.awsProvider ?? "~> 5.100");
    const aws = new AwsContext(this, "account");

    this.vpc = new Vpc(this, "network", { name, ...network, ...service, ...profile, aws });

    const host = address.publicHost;
    const zone = new HostedZone(this, "hosted-zone", address.hostedZone);
    this.loadBalancer = new LoadBalancer(this, "load-balancer", {
      name,
      vpc: this.vpc,
      internal: address.loadBalancerIsInternal,
      certificate: addCertificate(this, "certificate", {
        source: certificate,
        reference: address.certificateReference,
        host,
        zone,
      }),
      host,
      ingressCidrs: address.loadBalancerIngressCidrs,
      redirectHttp: props.redirectHttp ?? false,
    });
    new DnsRecord(this, "dns-record", { zone, host, loadBalancer: this.loadBalancer });

    const secrets = new GivenSecrets(this, "secrets", storage.secretPrefix);
    const serverKeys = new ServerKeys(this, "server-keys", {
      namePrefix: `${name}-server-keys-`,
      keys: SERVER_KEYS,
      recoveryWindowInDays: storage.serverKeysRecoveryWindowInDays,
      protectData,
    });
    this.artifacts = new ArtifactBucket(this, "artifacts", {
      namePrefix: `${name}-artifacts-`,
      protectData,
      forceDestroy: forceDestroyArtifacts,
    });
    this.database = new MetadataDatabase(this, "database", {
      name,
      vpcId: this.vpc.id,
      subnets: this.vpc.databaseSubnets,
      finalSnapshotName: `${this.artifacts.name}-final`,
      password: secrets.databasePassword,
      protectData,
      ...database,
      ...profile,
    });

    const roles = new TaskRoles(this, "roles", { name, aws });
    const task = new TaskContainers(this, "containers", {
      variables,
      provider,
      aws,
      database: this.database,
      artifacts: this.artifacts,
      secrets,
      serverKeys,
    });
    roles.allowStart(task.containers, task.logGroups);
    this.artifacts.grantReadWrite(roles.task);

    this.service = new TrackingService(this, "service", {
      name,
      ...service,
      ...profile,
      containers: task.containers,
      frontContainer: task.frontContainer,
      roles,
      vpc: this.vpc,
      loadBalancer: this.loadBalancer,
      startsAfter: [this.database.instance, serverKeys.version],
    });
    this.database.allowFrom(this.service.securityGroup, "MLflow tasks to their metadata database");
    new ServiceScaling(this, "scaling", { ...service, service: this.service, loadBalancer: this.loadBalancer });

    declareOutputs(this, { variables, task, service: this.service, artifacts: this.artifacts });
  }
}
