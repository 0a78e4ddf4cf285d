import { Answers, describeLoadBalancer, LoadBalancerDescription } from "../../src/rehearsal/front/description";

/** The host name that the registered rule forwards. */
export const HOST = "mlflow.example.com";

/** What AWS answers about the load balancer of the stack, with the redirect on port 80. */
export function answers(): Answers {
  return {
    loadBalancer: { LoadBalancerArn: "arn:lb", LoadBalancerName: "mlflow", Type: "application" },
    attributes: [
      { Key: "access_logs.s3.bucket", Value: "" },
      { Key: "deletion_protection.enabled", Value: "false" },
      { Key: "routing.http.drop_invalid_header_fields.enabled", Value: "true" },
      { Key: "idle_timeout.timeout_seconds", Value: "310" },
    ],
    listeners: [
      {
        listener: {
          Port: 443,
          Protocol: "HTTPS",
          SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
          Certificates: [{ CertificateArn: "arn:certificate" }],
          DefaultActions: [
            {
              Type: "fixed-response",
              FixedResponseConfig: { ContentType: "text/plain", MessageBody: "Not found", StatusCode: "404" },
            },
          ],
          AlpnPolicy: [],
        },
        rules: [
          { Priority: "default", IsDefault: true, Actions: [{ Type: "fixed-response" }] },
          {
            Priority: "1",
            IsDefault: false,
            Conditions: [{ Field: "host-header", Values: [HOST], HostHeaderConfig: { Values: [HOST] } }],
            Actions: [
              {
                Type: "forward",
                TargetGroupArn: "arn:group",
                ForwardConfig: { TargetGroups: [{ TargetGroupArn: "arn:group", Weight: 1 }] },
              },
            ],
          },
        ],
      },
      {
        listener: {
          Port: 80,
          Protocol: "HTTP",
          DefaultActions: [
            { Type: "redirect", RedirectConfig: { Port: "443", Protocol: "HTTPS", StatusCode: "HTTP_301" } },
          ],
        },
        rules: [],
      },
    ],
    targetGroups: [
      {
        targetGroup: {
          TargetGroupArn: "arn:group",
          TargetGroupName: "mlflow1",
          Protocol: "HTTP",
          ProtocolVersion: "HTTP1",
          Port: 4180,
          TargetType: "ip",
          HealthCheckEnabled: true,
          HealthCheckProtocol: "HTTP",
          HealthCheckPort: "traffic-port",
          HealthCheckPath: "/ping",
          HealthCheckIntervalSeconds: 15,
          HealthCheckTimeoutSeconds: 5,
          HealthyThresholdCount: 2,
          UnhealthyThresholdCount: 3,
          Matcher: { HttpCode: "200" },
        },
        attributes: [
          { Key: "deregistration_delay.timeout_seconds", Value: "300" },
          { Key: "stickiness.enabled", Value: "false" },
          { Key: "stickiness.type", Value: "lb_cookie" },
          { Key: "load_balancing.algorithm.type", Value: "round_robin" },
          { Key: "slow_start.duration_seconds", Value: "0" },
          { Key: "waf.fail_open.enabled", Value: "false" },
        ],
      },
    ],
  };
}

/** The same, as the front sees it. */
export function description(): LoadBalancerDescription {
  return describeLoadBalancer(answers());
}
