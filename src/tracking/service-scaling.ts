import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { LoadBalancer } from "../edge/load-balancer";
import { TrackingService } from "./tracking-service";

export interface ServiceScalingProps {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly service: TrackingService;
  readonly loadBalancer: LoadBalancer;
}

/** Average CPU of the tasks, in percent, that scaling aims at. */
const TARGET_CPU_PERCENT = 60;

/**
 * Requests per task and minute that scaling aims at: 25 a second, half of the slowest rate measured for logging one
 * metric with two workers (50 to 76 a second).
 */
const TARGET_REQUESTS_PER_MINUTE = 1500;

/** Starts and stops tasks by CPU and by requests, whichever asks for more. */
export class ServiceScaling extends Construct {
  readonly target: AppautoscalingTarget;

  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { service, loadBalancer } = props;
    this.target = new AppautoscalingTarget(this, "Default", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${service.cluster.name}/${service.service.name}`,
      minCapacity: props.minCapacity,
      maxCapacity: props.maxCapacity,
    });
    this.addPolicy("cpu", TARGET_CPU_PERCENT, { predefinedMetricType: "ECSServiceAverageCPUUtilization" });
    // This metric exists for a target group behind a load balancer only.
    const waitFor = [loadBalancer.rule];
    this.addPolicy(
      "requests",
      TARGET_REQUESTS_PER_MINUTE,
      {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel: `${loadBalancer.resource.arnSuffix}/${loadBalancer.targetGroup.arnSuffix}`,
      },
      waitFor,
    );
  }

  private addPolicy(
    id: string,
    targetValue: number,
    metric: { predefinedMetricType: string; resourceLabel?: string },
    dependsOn: ITerraformDependable[] = [],
  ): void {
    new AppautoscalingPolicy(this, id, {
      name: id,
      policyType: "TargetTrackingScaling",
      serviceNamespace: this.target.serviceNamespace,
      scalableDimension: this.target.scalableDimension,
      resourceId: this.target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        predefinedMetricSpecification: metric,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
      dependsOn,
    });
  }
}
