import { Construct } from "constructs";
import { admittedSubjectsContainer } from "../auth/admitted-subjects";
import { BearerPolicy } from "../auth/bearer-policy";
import { ProviderDescription } from "../auth/identity-provider";
import { OAUTH2_PROXY_CONTAINER, oauth2ProxyContainer } from "../auth/oauth2-proxy-container";
import { ContainerDefinition, LogTarget } from "../ecs/container-definition";
import { LogGroup, LogSettings } from "../operations/log-group";
import { GivenSecrets } from "../secrets/given-secrets";
import { ServerKeys } from "../secrets/server-keys";
import { MlflowVariables } from "../settings/mlflow-variables";
import { ArtifactBucket } from "../storage/artifact-bucket";
import { Database } from "../storage/database";
import { AwsContext } from "../terraform/aws-context";
import { MIGRATION_CONTAINER, migrationContainer } from "../tracking/migration-container";
import { MLFLOW_CONTAINER, mlflowContainer } from "../tracking/mlflow-container";

export interface TaskContainersProps {
  readonly variables: MlflowVariables;
  readonly provider: ProviderDescription;
  readonly bearer: BearerPolicy;
  readonly aws: AwsContext;
  readonly database: Database;
  readonly artifacts: ArtifactBucket;
  readonly secrets: GivenSecrets;
  readonly serverKeys: ServerKeys;
  readonly logs: LogSettings;
}

/** The containers of a task, in the order in which they start, and their log groups. */
export class TaskContainers extends Construct {
  readonly mlflowLogs: LogGroup;
  readonly oauth2ProxyLogs: LogGroup;
  readonly containers: readonly ContainerDefinition[];
  /** The container that the load balancer talks to. */
  readonly frontContainer = OAUTH2_PROXY_CONTAINER;

  constructor(scope: Construct, id: string, props: TaskContainersProps) {
    super(scope, id);
    this.mlflowLogs = this.addLogGroup("mlflow", props);
    this.oauth2ProxyLogs = this.addLogGroup("oauth2-proxy", props);
    const withSubjects = props.bearer.subjects.length > 0;
    this.containers = [
      this.migration(props),
      this.mlflow(props),
      ...(withSubjects ? [this.admittedSubjects(props)] : []),
      this.oauth2Proxy(props),
    ];
  }

  get logGroups(): readonly LogGroup[] {
    return [this.mlflowLogs, this.oauth2ProxyLogs];
  }

  private addLogGroup(container: string, { variables: { names }, logs }: TaskContainersProps): LogGroup {
    const name = `/aws/ecs/${container}/${names.uniqueName}`;
    return new LogGroup(this, `${container}-logs`, { name, ...logs });
  }

  private migration(props: TaskContainersProps): ContainerDefinition {
    const { variables, database, secrets, aws } = props;
    return migrationContainer({
      image: variables.service.mlflowImage,
      database: database.connection(secrets.databasePassword),
      caBundleUrl: variables.database.caBundleUrl,
      logs: logTarget(this.mlflowLogs, aws, "migration"),
    });
  }

  private mlflow(props: TaskContainersProps): ContainerDefinition {
    const { variables, database, artifacts, secrets, serverKeys, aws } = props;
    return mlflowContainer({
      image: variables.service.mlflowImage,
      publicHost: variables.address.publicHost,
      database: database.connection(secrets.databasePassword),
      connectionPool: database.connectionPool,
      artifactsDestination: artifacts.destination,
      serverKeysSecretArn: serverKeys.arn,
      gunicornOpts: variables.service.gunicornOpts,
      region: aws.region,
      logs: logTarget(this.mlflowLogs, aws, "ecs"),
      waitFor: MIGRATION_CONTAINER,
    });
  }

  private admittedSubjects({ variables, bearer, aws }: TaskContainersProps): ContainerDefinition {
    return admittedSubjectsContainer({
      image: variables.service.mlflowImage,
      subjects: bearer.subjects,
      logs: logTarget(this.oauth2ProxyLogs, aws, "admitted-subjects"),
    });
  }

  private oauth2Proxy(props: TaskContainersProps): ContainerDefinition {
    const { variables, provider, bearer, secrets, aws } = props;
    return oauth2ProxyContainer({
      image: variables.service.oauth2ProxyImage,
      publicHost: variables.address.publicHost,
      provider: provider.flags,
      gate: provider.gate,
      sessionLifetime: provider.sessionLifetime,
      bearer,
      emailDomains: variables.access.emailDomains,
      secrets: {
        clientId: secrets.clientId.arn,
        clientSecret: secrets.clientSecret.arn,
        cookieSecret: secrets.cookieSecret.arn,
      },
      logs: logTarget(this.oauth2ProxyLogs, aws, "ecs"),
      waitFor: MLFLOW_CONTAINER,
    });
  }
}

function logTarget(group: LogGroup, aws: AwsContext, streamPrefix: string): LogTarget {
  return { logGroupName: group.name, region: aws.region, streamPrefix };
}
