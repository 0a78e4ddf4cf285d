import { override, PlantedEdit, remembering, setting } from "./planted-edit";

const LISTENER = "aws_lb_listener.load-balancer_https_7F5E2DEF";
const TARGET_GROUP = "${aws_lb_target_group.load-balancer_target-group_2EB1ED9E.arn}";

const FORWARD = { type: "forward", target_group_arn: TARGET_GROUP } as const;

/** Edits of the load balancer and of its name. */
export const PLANTED_EDGE: readonly PlantedEdit[] = [
  {
    name: "certificate-changed",
    title: "Another certificate",
    code: override({
      [`${LISTENER}.certificate_arn`]:
        "arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    }),
  },
  {
    name: "host-renamed",
    title: "Another name of the server",
    variables: { dns_record_name: "tracking" },
  },
  {
    name: "listener-plain",
    title: "The listener speaks plain HTTP",
    code: override({
      [`${LISTENER}.protocol`]: "HTTP",
      [`${LISTENER}.ssl_policy`]: undefined,
      [`${LISTENER}.certificate_arn`]: undefined,
    }),
  },
  {
    name: "listener-weakened",
    title: "The load balancer lets more through, with old TLS",
    code: override({
      [`${LISTENER}.ssl_policy`]: "ELBSecurityPolicy-2016-08",
      "aws_lb.load-balancer.drop_invalid_header_fields": false,
    }),
    json: [
      setting(LISTENER, { default_action: [FORWARD] }),
      setting("aws_lb_listener_rule.load-balancer_rule_DE48AD20", {
        condition: [{ host_header: { values: ["*.example.com"] } }],
      }),
    ],
  },
  {
    name: "load-balancer-internal",
    title: "The load balancer becomes internal",
    variables: { load_balancer_is_internal: true },
  },
  {
    name: "load-balancer-public",
    title: "The load balancer was internal, and becomes public",
    state: remembering("aws_lb.load-balancer", (attributes) => ({ ...attributes, internal: true })),
  },
  {
    name: "plain-listener-added",
    title: "A listener without TLS",
    code: override({
      "aws_lb_listener.plain": {
        load_balancer_arn: "${aws_lb.load-balancer.arn}",
        port: 80,
        protocol: "HTTP",
        default_action: [FORWARD],
      },
    }),
  },
  {
    name: "record-repointed",
    title: "The name leads somewhere else",
    code: override({
      "aws_route53_record.dns-record.alias.name": "lb.example.net",
      "aws_route53_record.dns-record.alias.zone_id": "Z32O12XQLNTSW2",
    }),
  },
  {
    name: "redirect-added",
    title: "Port 80 leads to HTTPS",
    props: { redirectHttp: true },
  },
  {
    name: "rule-added",
    title: "A rule for every host name",
    code: override({
      "aws_lb_listener_rule.any": {
        listener_arn: `\${${LISTENER}.arn}`,
        priority: 2,
        condition: [{ path_pattern: { values: ["/public/*"] } }],
        action: [FORWARD],
      },
    }),
  },
  {
    name: "service-repointed",
    title: "The load balancer talks to MLflow, past the login",
    json: [
      setting("aws_ecs_service.service", {
        load_balancer: [{ container_name: "mlflow", container_port: 4180, target_group_arn: TARGET_GROUP }],
      }),
    ],
  },
];
