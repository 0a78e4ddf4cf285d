import { Construct } from "constructs";
import { bearerPolicy } from "../auth/bearer-policy";
import { describeProvider } from "../auth/identity-provider";
import { privateRepositories } from "../ecs/private-images";
import { TaskRoles } from "../ecs/task-roles";
import { addCertificate } from "../edge/certificate";
import { DnsRecord } from "../edge/dns-record";
import { HostedZone } from "../edge/hosted-zone";
import { LoadBalancer } from "../edge/load-balancer";
import { addNetwork, Network } from "../network/network";
import { EncryptionKey } from "../secrets/encryption-key";
import { GivenSecrets } from "../secrets/given-secrets";
import { addServerKeys } from "../secrets/server-keys";
import { declareMlflowVariables } from "../settings/mlflow-variables";
import { profileSettings } from "../settings/profile";
import { addBackend, statePlace } from "../state/state";
import { ArtifactBucket } from "../storage/artifact-bucket";
import { addDatabase, Database } from "../storage/database";
import { AwsContext } from "../terraform/aws-context";
import { IndependentStack } from "../terraform/independent-stack";
import { refuse } from "../terraform/problem";
import { configureTerraform } from "../terraform/terraform-settings";
import { SERVER_KEYS } from "../tracking/mlflow-container";
import { ServiceScaling } from "../tracking/service-scaling";
import { TrackingService } from "../tracking/tracking-service";
import { declareOutputs } from "./mlflow-outputs";
import { mlflowStackProblems, MlflowStackProps, variableSources } from "./mlflow-stack-props";
import { sharedStateProblems, StatefulStack } from "./shared-state";
import { TaskContainers } from "./task-containers";

/**
 * MLflow on AWS behind a login, as it meets a request:
 * record -> load balancer -> oauth2-proxy -> MLflow -> database and artifacts.
 */
export class MlflowStack extends IndependentStack implements StatefulStack {
  readonly statePlace: string;
  readonly network: Network;
  readonly artifacts: ArtifactBucket;
  readonly database: Database;
  readonly loadBalancer: LoadBalancer;
  readonly service: TrackingService;

  /** @throws InvalidSettingsError with every problem of the props, before anything is built */
  constructor(scope: Construct, id: string, props: MlflowStackProps) {
    refuse([...mlflowStackProblems(id, props), ...sharedStateProblems(scope, id, props.state)]);
    super(scope, id);
    const { protectData = true, forceDestroyArtifacts = false } = props;
    const sources = variableSources(props);
    const profile = profileSettings(props);
    const provider = describeProvider(props.identityProvider);
    const admitEveryAccount = props.admitEveryAccount !== undefined;
    const access = { provider, admitEveryAccount, otherIssuers: props.bearerTokens !== undefined };
    const variables = declareMlflowVariables(this, access, sources);
    const { names, address, service, storage } = variables;
    const name = names.uniqueName;

    this.statePlace = statePlace(id, props.state);
    addBackend(this, props.state);
    configureTerraform(this, names.tags, props.awsProvider ?? "~> 5.100");
    const aws = new AwsContext(this, "account");
    const roleSettings = { uniqueName: name, ...variables.roles, aws };
    const encryptionKey =
      storage.kmsKeyArn === undefined ? undefined : new EncryptionKey(this, "encryption-key", storage.kmsKeyArn, aws);
    const logs = { retentionInDays: service.logRetentionInDays, encryptionKey };

    this.network = addNetwork(this, "network", {
      name,
      settings: variables.network,
      ...profile,
      logs,
      roles: roleSettings,
    });

    const host = address.publicHost;
    const zone = new HostedZone(this, "hosted-zone", address.hostedZone);
    const certificate = addCertificate(this, "certificate", {
      source: sources.certificate,
      reference: address.certificateReference,
      host,
      zone,
      region: aws.region,
    });
    this.loadBalancer = new LoadBalancer(this, "load-balancer", {
      name,
      network: this.network,
      internal: address.loadBalancerIsInternal,
      certificate,
      host,
      ingressCidrs: address.loadBalancerIngressCidrs,
      redirectHttp: sources.redirectHttp,
    });
    new DnsRecord(this, "dns-record", { zone, host, loadBalancer: this.loadBalancer });

    const secrets = new GivenSecrets(this, "secrets", storage.secretPrefix);
    const serverKeys = addServerKeys(this, "server-keys", {
      settings: storage.serverKeys,
      namePrefix: `${name}-server-keys-`,
      keys: SERVER_KEYS,
      protectData,
      encryptionKey,
    });
    this.artifacts = new ArtifactBucket(this, "artifacts", {
      namePrefix: `${name}-artifacts-`,
      protectData,
      forceDestroy: forceDestroyArtifacts,
      encryptionKey,
    });
    this.database = addDatabase(this, "database", {
      name,
      settings: variables.database.settings,
      network: this.network,
      finalSnapshotName: `${this.artifacts.name}-final`,
      password: secrets.databasePassword,
      protectData,
      encryptionKey,
      ...profile,
    });

    const roles = new TaskRoles(this, "roles", roleSettings);
    const task = new TaskContainers(this, "containers", {
      variables,
      provider,
      bearer: bearerPolicy(provider, props.bearerTokens),
      aws,
      database: this.database,
      artifacts: this.artifacts,
      secrets,
      serverKeys,
      logs,
    });
    roles.allowStart({
      containers: task.containers,
      logGroups: task.logGroups,
      privateRepositories: privateRepositories(["var.mlflow_image", "var.oauth2_proxy_image"], aws),
      encryptionKey,
    });
    this.artifacts.grantReadWrite(roles.task);

    this.service = new TrackingService(this, "service", {
      name,
      ...service,
      ...profile,
      containers: task.containers,
      frontContainer: task.frontContainer,
      roles,
      network: this.network,
      loadBalancer: this.loadBalancer,
      startsAfter: [...this.database.startsAfter, ...serverKeys.startsAfter],
    });
    this.database.allowFrom(this.service.securityGroup, "MLflow tasks to their metadata database");
    new ServiceScaling(this, "scaling", { ...service, service: this.service, loadBalancer: this.loadBalancer });

    declareOutputs(this, {
      variables,
      database: sources.database,
      bearerTokens: props.bearerTokens,
      task,
      service: this.service,
      artifacts: this.artifacts,
    });
  }
}
