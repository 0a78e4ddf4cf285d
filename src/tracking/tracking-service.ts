import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ContainerDefinition } from "../ecs/container-definition";
import { OAUTH2_PROXY_PORT } from "../ecs/request-path";
import { TaskRoles } from "../ecs/task-roles";
import { LoadBalancer } from "../edge/load-balancer";
import { Network } from "../network/network";
import { SecurityGroup } from "../network/security-group";
import { toJsonAttribute } from "../terraform/json";
import { suppress } from "../terraform/suppress";

export interface TrackingServiceProps {
  readonly name: string;
  /** CPU units, 1024 = one vCPU. */
  readonly cpu: string;
  readonly memoryMiB: string;
  readonly minCapacity: number;
  /** Metrics of each task in CloudWatch, billed by metric. */
  readonly containerInsights: boolean;
  readonly containers: readonly ContainerDefinition[];
  /** Name of the container that the load balancer talks to. */
  readonly frontContainer: string;
  readonly roles: TaskRoles;
  readonly network: Network;
  readonly loadBalancer: LoadBalancer;
  /** What must exist before a task can start. */
  readonly startsAfter: readonly ITerraformDependable[];
}

/** The ECS cluster, task definition and service on Fargate, and the tasks' security group. */
export class TrackingService extends Construct {
  readonly cluster: EcsCluster;
  readonly taskDefinition: EcsTaskDefinition;
  readonly service: EcsService;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: TrackingServiceProps) {
    super(scope, id);
    this.securityGroup = this.addSecurityGroup(props);
    this.cluster = new EcsCluster(this, "cluster", {
      name: props.name,
      // Said in either case, because accounts differ in their default.
      setting: [{ name: "containerInsights", value: props.containerInsights ? "enabled" : "disabled" }],
    });
    this.taskDefinition = this.addTaskDefinition(props);
    this.service = this.addService(props);
    this.acceptFindings(props);
  }

  private acceptFindings({ containerInsights, network }: TrackingServiceProps): void {
    if (!containerInsights) {
      suppress(
        this.cluster,
        "CKV_AWS_65",
        "Billed by the metric, and protects nothing: the production profile has it. CPU and memory of the service, which scaling follows, are there without it.",
      );
    }
    if (network.tasks.publicAddress) {
      suppress(
        this.service,
        "CKV_AWS_333",
        "The way out of the economy profile, which has no NAT gateways. In comes nobody but the load balancer, on one port: the security group. The production profile has private addresses only.",
      );
    }
  }

  private addSecurityGroup(props: TrackingServiceProps): SecurityGroup {
    const group = new SecurityGroup(this, "security-group", {
      name: `${props.name}-ecs-service`,
      description: "MLflow tasks",
      vpcId: props.network.id,
    });
    group.allowFrom(
      props.loadBalancer.securityGroup,
      "load-balancer-to-tasks",
      OAUTH2_PROXY_PORT,
      "Load balancer to oauth2-proxy, the only way in",
    );
    group.allowToInternet("https-out", 443, "Identity provider, images, AWS APIs and certificate authorities");
    return group;
  }

  private addTaskDefinition(props: TrackingServiceProps): EcsTaskDefinition {
    return new EcsTaskDefinition(this, "task-definition", {
      family: props.name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      cpu: props.cpu,
      memory: props.memoryMiB,
      executionRoleArn: props.roles.execution.arn,
      taskRoleArn: props.roles.task.arn,
      volume: volumesOf(props.containers).map((name) => ({ name })),
      containerDefinitions: toJsonAttribute(props.containers),
    });
  }

  private addService(props: TrackingServiceProps): EcsService {
    return new EcsService(this, "Default", {
      name: props.name,
      cluster: this.cluster.id,
      taskDefinition: this.taskDefinition.arn,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      desiredCount: props.minCapacity,
      networkConfiguration: {
        // A public address is a way out only; nothing but the load balancer may come in.
        subnets: props.network.tasks.subnetIds,
        assignPublicIp: props.network.tasks.publicAddress,
        securityGroups: [this.securityGroup.id],
      },
      loadBalancer: [
        {
          targetGroupArn: props.loadBalancer.targetGroup.arn,
          containerName: props.frontContainer,
          containerPort: OAUTH2_PROXY_PORT,
        },
      ],
      // Resuming the database, migrating and starting may take minutes; until then a failing check kills nothing.
      healthCheckGracePeriodSeconds: 600,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      // Provider 5 and 6 differ in their default.
      availabilityZoneRebalancing: "ENABLED",
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      // `apply` ends when the tasks run, or fails when they do not.
      waitForSteadyState: true,
      // Scaling decides after the first apply.
      lifecycle: { ignoreChanges: ["desired_count"] },
      dependsOn: [
        props.loadBalancer.rule,
        ...props.network.tasks.internetAccess,
        ...props.roles.policies,
        ...props.startsAfter,
      ],
    });
  }
}

/** The volumes that containers mount, each once. They are empty at first, and the task's own. */
function volumesOf(containers: readonly ContainerDefinition[]): readonly string[] {
  const mounts = containers.flatMap(({ mountPoints = [] }) => mountPoints);
  return [...new Set(mounts.map(({ sourceVolume }) => sourceVolume))];
}
