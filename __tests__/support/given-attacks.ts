import fc from "fast-check";
import { Attack } from "./hostile-values";

const matching = (pattern: RegExp): fc.Arbitrary<string> => fc.stringMatching(pattern);
const lists = (element: fc.Arbitrary<string>, nth: (index: number) => string, minLength = 1): Attack => ({
  valid: fc.uniqueArray(element, { minLength, maxLength: 6 }),
  nth,
});

/** `arn:aws:SERVICE:`, with region and account, in every partition; and what only looks like one. */
const arn = (service: string, resource: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const right = fc.constantFrom("aws:_:eu-west-1", "aws-us-gov:_:us-gov-east-1", "aws-cn:_:cn-north-1");
  const wrong = fc.constantFrom("aws-:_:eu-west-1", "aws:_:europe", "awsx:_:eu-west-1", "aws:_:-", "aws:_:eu-west-999");
  return fc
    .tuple(fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: wrong }), resource)
    .map(([place, name]) => `arn:${place.replace("_", service)}:123456789012:${name}`);
};

const UUID = matching(/^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/);
const after = (prefix: string, name: fc.Arbitrary<string>): fc.Arbitrary<string> => name.map((id) => `${prefix}${id}`);
const subnets = lists(
  matching(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/),
  (index) => `subnet-${(index + 1).toString(16).padStart(17, "0")}`,
  2,
);
const snapshot = matching(/^(rds:)?[A-Za-z][A-Za-z0-9]{0,9}(-[A-Za-z0-9]{1,9}){0,4}$/);

/** Generators for what exists before the stack: network, database, keys, certificate, zone, the account's rules. */
export const GIVEN_ATTACKS: Readonly<Record<string, Attack>> = {
  hosted_zone_id: { valid: fc.oneof(matching(/^Z[A-Z0-9]{12,20}$/), fc.constantFrom("", "Z0123456789ABCDEFGHIJ")) },
  certificate_arn: { valid: arn("acm", after("certificate/", UUID)) },
  iam_role_path: { valid: fc.oneof(matching(/^\/([A-Za-z0-9_.,+=@-]{1,12}\/){0,4}$/), fc.constantFrom("/", "/ml/")) },
  iam_permissions_boundary_arn: {
    valid: fc.oneof(
      matching(/^arn:aws:iam::123456789012:policy\/([A-Za-z0-9_.,+=@-]{1,9}\/){0,3}[A-Za-z0-9_.,+=@-]{1,40}$/),
      matching(/^arn:aws(-cn|-us-gov)?:iam::([0-9]{12}|aws):policy\/[A-Za-z]{1,20}$/),
      // Nearly right: a folder without a name, an empty folder, a name, path or partition that is too long.
      matching(/^arn:aws(-|x)?:iam::123456789012:policy\/([a-z]{1,3}\/){1,2}\/?([a-z]{1,3})?$/),
      matching(/^arn:aws:iam::123456789012:policy\/([a-z]{255}\/){0,2}[a-z]{127,131}$/),
      fc.constantFrom(""),
    ),
  },
  vpc_id: { valid: matching(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/) },
  load_balancer_subnet_ids: subnets,
  task_subnet_ids: subnets,
  database_subnet_ids: subnets,
  database_snapshot_identifier: {
    valid: fc.oneof(snapshot, arn("rds", after("cluster-snapshot:", snapshot))),
  },
  server_keys_secret_arn: {
    valid: arn("secretsmanager", matching(/^secret:[A-Za-z0-9/_+=.@-]{1,40}-[A-Za-z0-9]{6}$/)),
  },
  kms_key_arn: {
    valid: fc.oneof(
      arn("kms", after("key/", UUID)),
      arn("kms", matching(/^key\/mrk-[a-f0-9]{32}$/)),
      // Nearly right.
      arn("kms", matching(/^key\/(mrk-)?[A-Za-z0-9-]{30,40}$/)),
    ),
  },
  database_host: {
    valid: fc.oneof(
      matching(/^([a-z0-9]{1,8}\.){1,4}[a-z]{2,6}$/),
      matching(/^[a-z]{1,20}\.cluster-[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/),
    ),
  },
  database_port: { valid: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom(1, 3306, 65535)) },
  database_name: { valid: matching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/) },
  database_username: { valid: matching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/) },
  database_cidrs: lists(
    matching(/^(10|192|203)\.[1-9][0-9]?\.[1-9]\.0\/24$/),
    (index) => `10.${index >> 8}.${index & 255}.0/24`,
  ),
};
