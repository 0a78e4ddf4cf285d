import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { Answers, describeLoadBalancer, LoadBalancerDescription } from "./description";
import { required } from "./refusal";

/**
 * Reads what is registered about the load balancer with a name.
 *
 * @throws RefusedPartError when something is registered that the front does not know
 */
export async function readLoadBalancer(
  client: ElasticLoadBalancingV2Client,
  name: string,
): Promise<LoadBalancerDescription> {
  const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({ Names: [name] }));
  const loadBalancer = required(LoadBalancers[0], `the load balancer ${name}`);
  const arn = required(loadBalancer.LoadBalancerArn, "the ARN of the load balancer");
  const { Attributes = [] } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }));
  return describeLoadBalancer({
    loadBalancer,
    attributes: Attributes,
    listeners: await readListeners(client, arn),
    targetGroups: await readTargetGroups(client, arn),
  });
}

async function readListeners(client: ElasticLoadBalancingV2Client, arn: string): Promise<Answers["listeners"]> {
  const listeners: { listener: elb.Listener; rules: elb.Rule[] }[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn: arn })) {
    for (const listener of Listeners) {
      const rules: elb.Rule[] = [];
      for await (const page of paginateDescribeRules({ client }, { ListenerArn: listener.ListenerArn })) {
        rules.push(...(page.Rules ?? []));
      }
      listeners.push({ listener, rules });
    }
  }
  return listeners;
}

async function readTargetGroups(client: ElasticLoadBalancingV2Client, arn: string): Promise<Answers["targetGroups"]> {
  const groups: { targetGroup: elb.TargetGroup; attributes: elb.TargetGroupAttribute[] }[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client }, { LoadBalancerArn: arn })) {
    for (const targetGroup of TargetGroups) {
      const { Attributes = [] } = await client.send(
        new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroup.TargetGroupArn }),
      );
      groups.push({ targetGroup, attributes: Attributes });
    }
  }
  return groups;
}
