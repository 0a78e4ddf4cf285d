import { many, references } from "../support/json-walk";
import { Block, JsonObject, object, StackJson, text } from "../support/stack-json";
import { containers, danglingReferences, policiesOf, target, usedVariables, waitsFor } from "./stack-view";

const stack = StackJson.default();
const service = stack.only("aws_ecs_service");
const rule = stack.only("aws_lb_listener_rule").address;

describe("the service", () => {
  it("waits for the listener rule, which alone ties the target group to the load balancer", () => {
    expect(waitsFor(service)).toContain(rule);
    expect(references(stack.only("aws_lb_listener_rule").attributes.action)).toEqual(
      references(object(many(service.attributes.load_balancer)[0]).target_group_arn),
    );
  });

  it("waits for the database to take connections, and for the server keys to have a value", () => {
    expect(waitsFor(service)).toContain(stack.only("aws_rds_cluster_instance").address);
    expect(waitsFor(service)).toContain(stack.only("aws_secretsmanager_secret_version").address);
  });

  it("waits for every policy of the roles of its tasks", () => {
    const { execution_role_arn: execution, task_role_arn: task } = stack.only("aws_ecs_task_definition").attributes;
    const policies = [execution, task].flatMap((role) => policiesOf(stack, target(role)));
    expect(policies).toHaveLength(4);
    expect(waitsFor(service)).toEqual(expect.arrayContaining(policies));
  });

  it("waits for the way to the internet, without which no image arrives", () => {
    const way = [
      stack.only("aws_internet_gateway"),
      stack.only("aws_route"),
      ...stack.resources("aws_route_table_association").filter(({ address }) => address.includes("_public_")),
    ].map(({ address }) => address);
    expect(way).toHaveLength(4);
    expect(waitsFor(service)).toEqual(expect.arrayContaining(way));
    expect(waitsFor(stack.only("aws_lb"))).toEqual(expect.arrayContaining(way));
  });

  it("leaves the number of tasks to scaling after the first apply", () => {
    expect(service.attributes.lifecycle).toEqual({ ignore_changes: ["desired_count"] });
    expect(service.attributes.desired_count).toBe("${var.service_min_capacity}");
  });

  it("rolls a deployment back that does not start, and keeps the old tasks until the new ones serve", () => {
    expect(service.attributes).toMatchObject({
      deployment_circuit_breaker: { enable: true, rollback: true },
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      wait_for_steady_state: true,
      // Resuming the database, migrating and starting may take minutes.
      health_check_grace_period_seconds: 600,
    });
  });

  it("says what provider 5 and 6, and old and new accounts, would decide differently", () => {
    expect(service.attributes).toMatchObject({
      platform_version: "LATEST",
      availability_zone_rebalancing: "ENABLED",
      propagate_tags: "SERVICE",
      enable_ecs_managed_tags: true,
    });
    expect(stack.only("aws_ecs_cluster").attributes.setting).toEqual([
      { name: "containerInsights", value: "disabled" },
    ]);
  });

  it("sends the load balancer to a port that a container of the task opens", () => {
    const [front, ...others] = many(service.attributes.load_balancer).map(object);
    const opened = containers(stack)
      .filter(({ name }) => name === front?.container_name)
      .flatMap(({ portMappings }) => many(portMappings).map((mapping) => object(mapping).containerPort));
    expect(others).toEqual([]);
    expect(opened).toEqual([front?.container_port]);
    expect(stack.only("aws_lb_target_group").attributes.port).toBe(front?.container_port);
  });
});

describe("scaling", () => {
  const policies = stack.resources("aws_appautoscaling_policy");
  const configuration = (policy: Block["attributes"]): JsonObject =>
    object(policy.target_tracking_scaling_policy_configuration);
  const metric = ({ attributes }: Block): string =>
    text(object(configuration(attributes).predefined_metric_specification).predefined_metric_type);

  it("has a policy for CPU and one for requests, without which the target would never scale", () => {
    expect(policies.map(metric).sort()).toEqual(["ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilization"]);
    const scaled = stack.only("aws_appautoscaling_target").address;
    for (const { attributes } of policies) {
      expect(attributes).toMatchObject({
        policy_type: "TargetTrackingScaling",
        service_namespace: `\${${scaled}.service_namespace}`,
        resource_id: `\${${scaled}.resource_id}`,
        scalable_dimension: `\${${scaled}.scalable_dimension}`,
        // Out within a minute, in after five: a task takes longer to start than to stop.
        target_tracking_scaling_policy_configuration: { scale_out_cooldown: 60, scale_in_cooldown: 300 },
      });
    }
    // 60 percent; 25 requests a second, half of what the slowest measured task of two workers takes.
    const aims = policies.map(({ attributes }) => [attributes.name, configuration(attributes).target_value]);
    expect(aims).toEqual([
      ["cpu", 60],
      ["requests", 1500],
    ]);
  });

  it("counts the requests of our own load balancer and target group, once the rule ties them together", () => {
    const [requests] = policies.filter((block) => metric(block) === "ALBRequestCountPerTarget");
    const loadBalancer = stack.only("aws_lb").address;
    const targetGroup = stack.only("aws_lb_target_group").address;
    expect(requests?.attributes.target_tracking_scaling_policy_configuration).toMatchObject({
      predefined_metric_specification: {
        resource_label: `\${${loadBalancer}.arn_suffix}/\${${targetGroup}.arn_suffix}`,
      },
    });
    expect(requests?.attributes.depends_on).toEqual([rule]);
  });

  it("uses the service's own role: another one would be ignored and differ in every plan", () => {
    const scaling = [...policies, ...stack.resources("aws_appautoscaling_target")];
    expect(scaling.filter(({ attributes }) => "role_arn" in attributes)).toEqual([]);
  });
});

describe("what must happen in order", () => {
  it("does: the bucket's policy after its public access block, its lifecycle after versioning, the flow log after its role", () => {
    const pairs = [
      ["aws_s3_bucket_policy", "aws_s3_bucket_public_access_block"],
      ["aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_versioning"],
    ].map(([later = "", earlier = ""]) => [waitsFor(stack.only(later)), [stack.only(earlier).address]]);
    for (const [actual, expected] of pairs) expect(actual).toEqual(expected);
    const flowLog = stack.only("aws_flow_log");
    expect(waitsFor(flowLog)).toEqual(policiesOf(stack, target(flowLog.attributes.iam_role_arn)));
  });

  it("names only what exists: every reference of every block", () => {
    expect(danglingReferences(stack)).toEqual([]);
    expect(usedVariables(stack)).toEqual(Object.keys(stack.section("variable")).sort());
  });
});
