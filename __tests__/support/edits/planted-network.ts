import { list, object } from "../stack-json";
import { override, PlantedEdit, remembering, setting } from "./planted-edit";

const LISTENER = "aws_lb_listener.load-balancer_https_7F5E2DEF";
const TARGET_GROUP = "${aws_lb_target_group.load-balancer_target-group_2EB1ED9E.arn}";
const DATABASE_GROUP = "aws_security_group.database_security-group_BF0DE645";
const TASKS_GROUP = "aws_security_group.service_security-group_3A537956";

const FORWARD = { type: "forward", target_group_arn: TARGET_GROUP } as const;

/** An ingress of a security group's own, with every attribute that its block must have. */
const INGRESS = {
  cidr_blocks: null,
  description: "",
  from_port: 0,
  ipv6_cidr_blocks: null,
  prefix_list_ids: null,
  protocol: "-1",
  security_groups: null,
  self: null,
  to_port: 0,
} as const;

/** Edits of security groups and routes. */
const GROUPS: readonly PlantedEdit[] = [
  {
    name: "classic-rule",
    title: "A rule in the old form lets a wide network into the database",
    code: override({
      "aws_security_group_rule.debug": {
        type: "ingress",
        security_group_id: `\${${DATABASE_GROUP}.id}`,
        cidr_blocks: ["8.0.0.0/6"],
        from_port: 3306,
        to_port: 3306,
        protocol: "tcp",
      },
    }),
  },
  {
    name: "database-opened",
    title: "The internet is let into the database",
    code: override({
      "aws_vpc_security_group_ingress_rule.debug": {
        security_group_id: `\${${DATABASE_GROUP}.id}`,
        cidr_ipv4: "0.0.0.0/0",
        from_port: 3306,
        to_port: 3306,
        ip_protocol: "tcp",
        description: "debug",
      },
    }),
  },
  {
    name: "egress-everything",
    title: "The tasks may connect to every port",
    code: override({
      "aws_vpc_security_group_egress_rule.service_security-group_https-out_3681E037.ip_protocol": "-1",
      "aws_vpc_security_group_egress_rule.service_security-group_https-out_3681E037.from_port": -1,
      "aws_vpc_security_group_egress_rule.service_security-group_https-out_3681E037.to_port": -1,
    }),
  },
  {
    name: "group-exchanged",
    title: "The tasks get a security group of somebody else",
    json: [
      setting("aws_ecs_service.service", { network_configuration: { security_groups: ["sg-0123456789abcdef0"] } }),
    ],
  },
  {
    name: "inline-rules",
    title: "Security groups with rules of their own",
    code: override({
      [`${DATABASE_GROUP}.ingress`]: [{ ...INGRESS, protocol: "tcp", to_port: 65535, cidr_blocks: ["0.0.0.0/0"] }],
      "aws_default_security_group.network_default-security-group_F40826B8.ingress": [{ ...INGRESS, self: true }],
    }),
  },
  {
    name: "tasks-entered",
    title: "Rules let others into the tasks",
    code: override({
      "aws_vpc_security_group_ingress_rule.debug": {
        security_group_id: `\${${TASKS_GROUP}.id}`,
        cidr_ipv6: "::/0",
        ip_protocol: "-1",
      },
      "aws_vpc_security_group_ingress_rule.peer": {
        security_group_id: `\${${TASKS_GROUP}.id}`,
        referenced_security_group_id: "sg-0123456789abcdef0",
        from_port: 4180,
        to_port: 4180,
        ip_protocol: "tcp",
      },
      "aws_vpc_security_group_ingress_rule.office": {
        security_group_id: `\${${TASKS_GROUP}.id}`,
        cidr_ipv4: "198.51.100.7/32",
        from_port: 8080,
        to_port: 8080,
        ip_protocol: "tcp",
      },
    }),
  },
  {
    name: "tasks-public",
    title: "Tasks without public addresses get some",
    state: remembering("aws_ecs_service.service", ({ network_configuration = [], ...others }) => ({
      ...others,
      network_configuration: list(network_configuration).map((each) => ({ ...object(each), assign_public_ip: false })),
    })),
  },
];

/** Edits of the load balancer and of its name. */
const EDGE: readonly PlantedEdit[] = [
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
  {
    name: "ways-opened",
    title: "Ways in and out beside the stack's own",
    code: override({
      "terraform_data.hook": { provisioner: [{ "local-exec": { command: "curl https://collector.example.net" } }] },
      "aws_route.out": {
        route_table_id: "${aws_route_table.network_database_route-table_655A93F6.id}",
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: "${aws_internet_gateway.network_internet-gateway_E855E801.id}",
      },
      "aws_s3_bucket_cors_configuration.any": {
        bucket: "${aws_s3_bucket.artifacts.id}",
        cors_rule: [{ allowed_methods: ["GET"], allowed_origins: ["*"] }],
      },
      "aws_lb_target_group_attachment.mine": {
        target_group_arn: TARGET_GROUP,
        target_id: "10.1.11.77",
        port: 8080,
      },
      "aws_dynamodb_table.own": {
        name: "own",
        hash_key: "id",
        billing_mode: "PAY_PER_REQUEST",
        attribute: [{ name: "id", type: "S" }],
      },
    }),
  },
];

/** Edits of security groups, load balancers and names. */
export const PLANTED_NETWORK: readonly PlantedEdit[] = [...GROUPS, ...EDGE];
