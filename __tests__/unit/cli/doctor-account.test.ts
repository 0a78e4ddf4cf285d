import { TableDescription } from "@aws-sdk/client-dynamodb";
import { KeyMetadata } from "@aws-sdk/client-kms";
import { DBEngineVersion } from "@aws-sdk/client-rds";
import { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { judgeVersions, nearest } from "../../../src/cli/doctor/aurora";
import { judgeKeyPolicy, judgeKeyState } from "../../../src/cli/doctor/kms-key";
import { judgeFargate, judgeRoom } from "../../../src/cli/doctor/quotas";
import { judgeRoles } from "../../../src/cli/doctor/service-linked-roles";
import { judgeAccess, judgeReach, judgeVersioning } from "../../../src/cli/doctor/state-bucket";
import { judgeTable } from "../../../src/cli/doctor/state-lock-table";
import { containing } from "../../support/containing";

const REGION = "eu-west-1";

describe("the Aurora version", () => {
  const version = (patch: string, least: number, Status = "available"): DBEngineVersion => ({
    EngineVersion: `8.0.mysql_aurora.3.${patch}`,
    Status,
    ServerlessV2FeaturesSupport: { MinCapacity: least, MaxCapacity: 256 },
  });
  const offered = [
    version("04.4", 0.5),
    version("08.2", 0),
    version("09.0", 0, "deprecated"),
    version("10.0", 0),
    version("10.6", 0),
    version("12.0", 0),
    { EngineVersion: "8.4.mysql_aurora.8.4.7", ServerlessV2FeaturesSupport: { MinCapacity: 0 } },
  ];
  const question = { wanted: "8.0.mysql_aurora.3.10.0", pauses: true, region: REGION, offered };
  const NEAREST = "8.0.mysql_aurora.3.10.6, 8.0.mysql_aurora.3.10.0, 8.0.mysql_aurora.3.12.0";

  test("is offered and can pause", () => {
    expect(judgeVersions(question)).toBeUndefined();
  });

  test("is not offered, and the nearest are named", () => {
    expect(judgeVersions({ ...question, wanted: "8.0.mysql_aurora.3.10.5" })).toMatchObject({
      status: "problem",
      message: `${REGION} does not offer Aurora 8.0.mysql_aurora.3.10.5.`,
      fix: containing(NEAREST),
    });
  });

  test("is not offered, and neither is any other", () => {
    expect(judgeVersions({ ...question, offered: [] })).toMatchObject({
      status: "problem",
      fix: containing("describe-db-engine-versions"),
    });
  });

  test("cannot pause, which matters only to a database that is to pause", () => {
    const old = { ...question, wanted: "8.0.mysql_aurora.3.04.4" };
    expect(judgeVersions(old)).toMatchObject({ status: "problem", message: containing("cannot pause") });
    expect(judgeVersions({ ...old, pauses: false })).toBeUndefined();
  });

  test("is deprecated", () => {
    expect(judgeVersions({ ...question, wanted: "8.0.mysql_aurora.3.09.0" })?.status).toBe("warning");
    expect(nearest("8.0.mysql_aurora.3.09.0", offered)).not.toContain("8.0.mysql_aurora.3.09.0");
  });
});

describe("service-linked roles", () => {
  test("are there, or come with the first apply", () => {
    expect(judgeRoles([]).status).toBe("ok");
    expect(judgeRoles(["ecs.amazonaws.com"])).toMatchObject({
      status: "warning",
      fix: containing("create-service-linked-role --aws-service-name ecs.amazonaws.com"),
    });
  });
});

describe("quotas", () => {
  const vpcs = { service: "vpc", code: "L-F678F1CE", what: "VPCs" };

  test("leave room, or none", () => {
    expect(judgeRoom(vpcs, { used: 4, needed: 1, most: 5 }).status).toBe("ok");
    expect(judgeRoom(vpcs, { used: 4, needed: 2, most: 5 })).toMatchObject({
      status: "problem",
      message: "4 of 5 VPCs of this region are in use, and the stack makes 2: too many.",
      fix: containing("--service-code vpc --quota-code L-F678F1CE --desired-value 6"),
    });
  });

  test("of Fargate suffice for an update at full size, for the first tasks, or for none", () => {
    const tasks = { vcpu: 2, fewest: 1, most: 4 };
    expect(judgeFargate({ ...tasks, quota: 16 }).status).toBe("ok");
    expect(judgeFargate({ ...tasks, quota: 15 })).toMatchObject({
      status: "warning",
      fix: containing("--desired-value 16"),
    });
    expect(judgeFargate({ ...tasks, quota: 1 })).toMatchObject({ status: "problem" });
  });
});

describe("the given key", () => {
  const arn = "arn:aws:kms:eu-west-1:123456789012:key/a";
  const key: KeyMetadata = {
    KeyId: "a",
    Enabled: true,
    KeyState: "Enabled",
    KeyUsage: "ENCRYPT_DECRYPT",
    KeySpec: "SYMMETRIC_DEFAULT",
    KeyManager: "CUSTOMER",
  };

  test.each<[string, KeyMetadata | undefined]>([
    ["there is no key", undefined],
    ["is disabled", { ...key, Enabled: false, KeyState: "Disabled" }],
    ["is scheduled for deletion", { ...key, Enabled: false, KeyState: "PendingDeletion" }],
    ["is asymmetric", { ...key, KeySpec: "RSA_2048" }],
    ["one of AWS's own", { ...key, KeyManager: "AWS" }],
  ])("is refused: %s", (message, given) => {
    expect(judgeKeyState(arn, given)).toMatchObject({ status: "problem", message: containing(message) });
  });

  test("can encrypt", () => {
    expect(judgeKeyState(arn, key)).toBeUndefined();
  });

  const policy = (statement: object): string => JSON.stringify({ Statement: [statement] });
  const logs = { Effect: "Allow", Principal: { Service: `logs.${REGION}.amazonaws.com` }, Action: ["kms:Encrypt*"] };

  test.each([
    ["ok", logs],
    ["ok", { ...logs, Principal: { Service: ["rds.amazonaws.com", `logs.${REGION}.amazonaws.com`] }, Action: "kms:*" }],
    ["warning", { ...logs, Effect: "Deny" }],
    ["warning", { ...logs, Principal: { Service: "logs.us-east-1.amazonaws.com" } }],
    ["warning", { ...logs, Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "kms:*" }],
    ["warning", { ...logs, Action: "kms:Describe*" }],
  ])("lets in CloudWatch Logs (%s): %j", (status, statement) => {
    expect(judgeKeyPolicy(arn, policy(statement), REGION).status).toBe(status);
  });
});

describe("the state bucket", () => {
  const block: PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };

  test("is reached in its region, and nowhere else", () => {
    expect(judgeReach("b", REGION, { region: REGION })).toBeUndefined();
    expect(judgeReach("b", REGION, { region: undefined })).toBeUndefined();
    expect(judgeReach("b", REGION, { region: "us-east-1" })?.message).toContain("b is in us-east-1");
    expect(judgeReach("b", REGION, "missing")?.message).toBe("there is no state bucket b.");
    expect(judgeReach("b", REGION, "refused")?.message).toContain("belongs to somebody else");
  });

  test.each([
    ["ok", "Enabled"],
    ["problem", "Suspended"],
    ["problem", undefined],
  ])("keeps versions (%s): %p", (status, versioning) => {
    expect(judgeVersioning("b", versioning).status).toBe(status);
  });

  test("is closed to the public, perhaps, or open", () => {
    expect(judgeAccess("b", block, false).status).toBe("ok");
    expect(judgeAccess("b", { ...block, RestrictPublicBuckets: false }, false).status).toBe("warning");
    expect(judgeAccess("b", undefined, false).status).toBe("warning");
    expect(judgeAccess("b", undefined, true).status).toBe("problem");
  });
});

describe("the lock table", () => {
  const table: TableDescription = {
    TableStatus: "ACTIVE",
    KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
  };

  test("has the key of Terraform", () => {
    expect(judgeTable("locks", table, REGION).status).toBe("ok");
  });

  test.each<[string, TableDescription | undefined]>([
    ["there is no lock table", undefined],
    ["is DELETING", { ...table, TableStatus: "DELETING" }],
    ["another key", { ...table, KeySchema: [{ AttributeName: "LockId", KeyType: "HASH" }] }],
    ["another key", { ...table, AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "N" }] }],
    [
      "another key",
      {
        ...table,
        KeySchema: [
          { AttributeName: "LockID", KeyType: "HASH" },
          { AttributeName: "Digest", KeyType: "RANGE" },
        ],
      },
    ],
  ])("is refused: %s", (message, given) => {
    expect(judgeTable("locks", given, REGION)).toMatchObject({
      status: "problem",
      message: containing(message),
    });
  });
});
