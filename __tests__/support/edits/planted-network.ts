import { list, object } from "../stack-json";
import { override, PlantedEdit, remembering, setting } from "./planted-edit";

const TARGET_GROUP = "${aws_lb_target_group.load-balancer_target-group_2EB1ED9E.arn}";
const DATABASE_GROUP = "aws_security_group.database_security-group_BF0DE645";
const TASKS_GROUP = "aws_security_group.service_security-group_3A537956";

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

/** Edits of security groups, and of ways beside the load balancer. */
export const PLANTED_NETWORK: readonly PlantedEdit[] = [
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
