import { Recording } from "./recording";

/** Dangers of security groups, load balancers and names: the recorded plan, and exactly what is found in it. */
export const NETWORK: Readonly<Record<string, Recording>> = {
  "certificate-changed": {
    "human certificate-changed": [
      'aws_lb_listener.load-balancer_https: certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/000000000008" -> "arn:aws:acm:eu-west-1:123456789012:certificate/000000000007".',
    ],
  },
  "classic-rule": {
    "refuse ingress-from-internet": [
      "aws_security_group_rule.debug: sg-00000000000000011 lets in tcp 3306 from 8.0.0.0/6.",
    ],
  },
  "database-opened": {
    "refuse ingress-from-internet": [
      "aws_vpc_security_group_ingress_rule.debug: sg-00000000000000011 lets in tcp 3306 from 0.0.0.0/0.",
    ],
  },
  "egress-everything": {
    "human egress-everything": [
      "aws_vpc_security_group_egress_rule.service_security-group_https-out: sg-00000000000000005 lets out everything to 0.0.0.0/0.",
    ],
  },
  "group-exchanged": {
    "refuse security-group-foreign": ["aws_ecs_service.service: It joins sg-00000000000000005."],
  },
  "host-renamed": {
    "human load-balancer-lost": [
      "aws_route53_record.dns-record: The aws_route53_record is deleted and made anew, because it cannot change name in place.",
    ],
  },
  "inline-rules": {
    "refuse ingress-from-internet": [
      "aws_security_group.database_security-group: sg-00000000000000011 lets in tcp 0 to 65535 from 0.0.0.0/0.",
    ],
    "refuse default-security-group-opened": [
      "aws_default_security_group.network_default-security-group: sg-00000000000000004 lets in everything from its own members.",
    ],
  },
  "listener-plain": {
    "refuse listener-without-tls": ["aws_lb_listener.load-balancer_https: It serves HTTP, unencrypted."],
  },
  "listener-weakened": {
    "refuse tls-weakened": [
      'aws_lb_listener.load-balancer_https: ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06" -> "ELBSecurityPolicy-2016-08".',
    ],
    "refuse listener-default-forwards": [
      "aws_lb_listener.load-balancer_https: The default action forwards to a target group.",
    ],
    "refuse listener-rule-widened": [
      "aws_lb_listener_rule.load-balancer_rule: Host names: mlflow.example.com -> *.example.com.",
    ],
    "refuse load-balancer-headers": ["aws_lb.load-balancer: drop_invalid_header_fields is off."],
  },
  "load-balancer-internal": {
    "human load-balancer-lost": [
      "aws_lb.load-balancer: The aws_lb is deleted and made anew, because it cannot change internal in place.",
      "aws_lb_listener.load-balancer_https: The aws_lb_listener is deleted and made anew, because it cannot change load_balancer_arn in place.",
    ],
  },
  "load-balancer-public": {
    "refuse load-balancer-public": ["aws_lb.load-balancer: internal: true -> false."],
    "human load-balancer-lost": [
      "aws_lb.load-balancer: The aws_lb is deleted and made anew, because it cannot change internal in place.",
      "aws_lb_listener.load-balancer_https: The aws_lb_listener is deleted and made anew, because it cannot change load_balancer_arn in place.",
    ],
  },
  "plain-listener-added": {
    "refuse listener-without-tls": ["aws_lb_listener.plain: It serves HTTP, unencrypted."],
    "refuse listener-default-forwards": ["aws_lb_listener.plain: The default action forwards to a target group."],
  },
  "record-repointed": {
    "human dns-record-changed": [
      'aws_route53_record.dns-record: It leads to "oauth2-mlflow-1.eu-west-1.elb.amazonaws.com" -> "lb.example.net".',
    ],
  },
  "rule-added": {
    "refuse listener-rule-widened": ["aws_lb_listener_rule.any: Host names: none -> every name."],
  },
  "service-repointed": {
    "refuse load-balancer-target-changed": [
      'aws_ecs_service.service: container_name: "oauth2-proxy" -> "mlflow"; container_port: 8080 -> 4180.',
    ],
  },
  "tasks-entered": {
    "refuse ingress-from-internet": [
      "aws_vpc_security_group_ingress_rule.debug: sg-00000000000000005 lets in everything from ::/0.",
    ],
    "refuse ingress-from-outside": [
      "aws_vpc_security_group_ingress_rule.office: sg-00000000000000005 lets in tcp 8080 from 198.51.100.7/32.",
      "aws_vpc_security_group_ingress_rule.peer: sg-00000000000000005 lets in tcp 4180 from the security group sg-00000000000000031.",
    ],
  },
  "tasks-public": {
    "human tasks-public-address": ["aws_ecs_service.service: assign_public_ip is on."],
  },
  "ways-opened": {
    "refuse load-balancer-target-changed": ['aws_lb_target_group_attachment.mine: It also talks to "10.1.11.77".'],
    "refuse program-at-apply": ["terraform_data.hook: It may run something at its create."],
    "human lock-table-unprotected": [
      "aws_dynamodb_table.own: The deletion protection is off.",
      "aws_dynamodb_table.own: The point-in-time recovery is off.",
    ],
    "human bucket-shared": [
      "aws_s3_bucket_cors_configuration.any: The aws_s3_bucket_cors_configuration is new, or another one (create).",
    ],
    "human internet-route-added": ["aws_route.out: rtb-00000000000000013 leads to igw-00000000000000009."],
  },
};
