import { declareVariables } from "../../support/declared-variables";
import { JsonObject, object } from "../../support/stack-json";
import { accepts, passes, validations } from "../../support/variable-rules";

/** Every variable of any shape. */
const all: JsonObject = {
  ...declareVariables({ network: "given", database: "restored" }).json,
  ...declareVariables({
    database: "given",
    serverKeys: "given",
    encryptionKey: "given",
    certificate: "given",
  }).json,
};

const SUBNETS = [
  ["subnet-0123456789abcdef0", "subnet-01234567"],
  [
    "",
    "subnet-",
    "subnet-0123456789ABCDEF0",
    "subnet-012345678",
    "vpc-01234567",
    "subnet-01234567\n",
    "a subnet-01234567",
  ],
] as const;
const ID = "0123456789abcdef0";
const UUID = "01234567-89ab-cdef-0123-456789abcdef";

describe.each([
  [
    "vpc_id",
    [
      [`vpc-${ID}`, "vpc-01234567"],
      ["", "vpc-", "vpc-0123456789", `VPC-${ID}`, `subnet-${ID}`, `vpc-${ID} `, `vpc-${ID}\n`],
    ],
  ],
  ["load_balancer_subnet_ids", SUBNETS],
  ["task_subnet_ids", SUBNETS],
  ["database_subnet_ids", SUBNETS],
  [
    "database_host",
    [
      ["db.example.com", "x.cluster-abc.eu-west-1.rds.amazonaws.com", "1.a-b.co"],
      [
        "",
        "db",
        "DB.example.com",
        "10.0.0.1",
        "db.example.com:3306",
        "mysql://db.example.com",
        "-a.example.com",
        "a..com",
        `${"a.".repeat(126)}com`,
      ],
    ],
  ],
  [
    "database_name",
    [
      ["mlflow", "ml-flow_2", "2mlflow", "A".repeat(64)],
      ["", "-a", "a b", "a`b", "a/b", "a?b", "é", "A".repeat(65)],
    ],
  ],
  [
    "database_username",
    [
      ["mlflow", "ml.flow-2_x", "a".repeat(32)],
      ["", ".a", "a@b", "a:b", "a/b", "a b", "a%b", "a".repeat(33)],
    ],
  ],
  [
    "database_snapshot_identifier",
    [
      [
        "before-upgrade",
        "rds:demo-2026-11-24-03-10",
        "oauth2-mlflow-artifacts-20261124-final",
        "arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:before-upgrade",
        `rds:${"a-".repeat(127)}a`,
        "arn:aws-us-gov:rds:us-gov-west-1:123456789012:cluster-snapshot:rds:demo-2026",
      ],
      [
        "",
        "1abc",
        "a--b",
        "a-",
        "a b",
        "a_b",
        "arn:aws:rds:eu-west-1:123456789012:snapshot:of-an-instance",
        "arn:aws:rds:eu-west-1:123456789012:cluster:demo",
        "a".repeat(256),
        "a-".repeat(128) + "a",
        "arn:aws:rds:europe:123456789012:cluster-snapshot:demo",
      ],
    ],
  ],
  [
    "server_keys_secret_arn",
    [
      [
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:oauth2-mlflow-server-keys-20261124-AbC123",
        "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:team/keys-AbC123",
      ],
      [
        "",
        "oauth2-mlflow-server-keys-20261124-AbC123",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbC12",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbC123:KEY::",
        "arn:aws:secretsmanager:eu-west-1:*:secret:keys-AbC123",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*-AbC123",
        "arn:aws-:secretsmanager:eu-west-1:123456789012:secret:keys-AbC123",
        "arn:aws:secretsmanager:eu-west-999:123456789012:secret:keys-AbC123",
      ],
    ],
  ],
  [
    "kms_key_arn",
    [
      [
        `arn:aws:kms:eu-west-1:123456789012:key/${UUID}`,
        `arn:aws:kms:eu-west-1:123456789012:key/mrk-${"0".repeat(32)}`,
      ],
      [
        "",
        UUID,
        "alias/mlflow",
        "arn:aws:kms:eu-west-1:123456789012:alias/mlflow",
        "arn:aws:kms:eu-west-1:123456789012:key/*",
        "arn:aws:kms:eu-west-1:123456789012:key/mlflow",
        "arn:aws:kms:eu-west-1:123456789012:key/mrk-0123",
        `arn:aws:kms:eu-west-1:123456789012:key/${UUID.toUpperCase()}`,
        `arn:aws:kms:eu-west-1:123456789012:key/${UUID}0`,
        `arn:aws:kms:europe:123456789012:key/${UUID}`,
      ],
    ],
  ],
  [
    "certificate_arn",
    [
      [`arn:aws:acm:eu-west-1:123456789012:certificate/${UUID}`],
      [
        "",
        "example.com",
        "arn:aws:iam::123456789012:server-certificate/x",
        `arn:aws:acm:eu-west-1:123456789012:${UUID}`,
        `arn:aws:acm:eu-west-1:1234:certificate/${UUID}`,
        `arn:aws:acm:europe:123456789012:certificate/${UUID}`,
        `arn:awsx:acm:eu-west-1:123456789012:certificate/${UUID}`,
      ],
    ],
  ],
  [
    "iam_role_path",
    [
      ["/", "/ml/", "/a/b_c.d,e+f=g@h-i/", `/${"a".repeat(510)}/`],
      ["", "ml", "/ml", "ml/", "//", "/a//b/", "/a b/", "/*/", "/ml/\n", `/${"a".repeat(511)}/`],
    ],
  ],
  [
    "iam_permissions_boundary_arn",
    [
      [
        "",
        "arn:aws:iam::123456789012:policy/boundary",
        "arn:aws:iam::aws:policy/PowerUserAccess",
        "arn:aws-cn:iam::123456789012:policy/a/b",
        `arn:aws:iam::123456789012:policy/${"a".repeat(510)}/${"b".repeat(128)}`,
      ],
      [
        " ",
        "boundary",
        "arn:aws:iam::123456789012:role/boundary",
        "arn:aws:iam::123456789012:policy/",
        "arn:aws:iam::123456789012:policy/*",
        "arn:aws:iam::123456789012:policy/a/",
        "arn:aws:iam::123456789012:policy/a//b",
        "arn:aws:iam::123456789012:policy//a",
        "arn:awsx:iam::123456789012:policy/a",
        `arn:aws:iam::123456789012:policy/${"b".repeat(129)}`,
        `arn:aws:iam::123456789012:policy/${"a".repeat(511)}/b`,
        `arn:aws:iam::123456789012:policy/${"a".repeat(255)}/${"a".repeat(255)}/b`,
      ],
    ],
  ],
  [
    "hosted_zone_id",
    [
      ["", "Z0123456789ABCDEFGHIJ", "Z0123456"],
      [" ", "Z", "z0123456789abcdefghij", "/hostedzone/Z0123456789ABCDEFGHIJ", "Z*", `Z${"A".repeat(32)}`, "Z1\n"],
    ],
  ],
] as const)("%s:", (name, [good, bad]) => {
  const accepted = (value: string): boolean =>
    object(all[name]).type === "string"
      ? accepts(all[name], value)
      : // The first rule of a list is about each of its values.
        passes(validations(all[name])[0]?.condition ?? "", value);

  test.each(good)("%j passes", (value) => {
    expect(accepted(value)).toBe(true);
  });

  test.each(bad)("%j is refused", (value) => {
    expect(accepted(value)).toBe(false);
  });
});
