import { PolicyStatement } from "../../terraform/iam-policy";
import { allow, CiScope, ecsArns, logGroupArns, ofEach } from "./scope";

/** The tasks, how many of them run, and their logs, which nobody deletes here. */
export function serviceWrites(scope: CiScope): readonly PolicyStatement[] {
  const { aws } = scope;
  const definitions = ofEach(scope, ({ uniqueName }) => [aws.arn("ecs", `task-definition/${uniqueName}:*`)]);
  const alarms = ofEach(scope, ({ uniqueName }) => [
    aws.arn("cloudwatch", `alarm:TargetTracking-service/${uniqueName}/${uniqueName}-*`),
  ]);
  return [
    allow(
      [
        "ecs:CreateCluster",
        "ecs:CreateService",
        "ecs:ListTagsForResource",
        "ecs:RegisterTaskDefinition",
        "ecs:TagResource",
        "ecs:UntagResource",
        "ecs:UpdateCluster",
        "ecs:UpdateService",
      ],
      [...ecsArns(scope), ...definitions],
    ),
    // AWS knows no resource for it. What runs goes on; a task of the old revision cannot be started again.
    allow(["ecs:DeregisterTaskDefinition"], ["*"]),
    allow(
      ["application-autoscaling:PutScalingPolicy", "application-autoscaling:RegisterScalableTarget"],
      [aws.arn("application-autoscaling", "scalable-target/*")],
      { StringEquals: { "application-autoscaling:service-namespace": "ecs" } },
    ),
    allow(
      ["application-autoscaling:TagResource", "application-autoscaling:UntagResource"],
      [aws.arn("application-autoscaling", "scalable-target/*")],
    ),
    allow(["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"], alarms),
    allow(
      ["logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:TagResource", "logs:UntagResource"],
      logGroupArns(scope).flatMap((arn) => [arn, `${arn}:*`]),
    ),
  ];
}
