import { BootstrapState, chooseState, parseState } from "../../../src/cli/bootstrap/state-file";

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mlflow/store-db-password-AbCdEf";

function stateFile(resources: readonly object[]): string {
  return JSON.stringify({ version: 4, serial: 7, lineage: "a", outputs: {}, resources });
}

const resource = (type: string, name: string, ...instances: readonly object[]): object => ({
  mode: "managed",
  type,
  name,
  instances,
});

const password = resource("aws_secretsmanager_secret", "store-db-password", {
  attributes: { name: "team/store-db-password", arn: ARN, tags: { adopted: "true" } },
});

describe("a state file of the bootstrap stack", () => {
  it("is read for names, adoption and versions", () => {
    const state = parseState(
      stateFile([
        { mode: "data", type: "aws_region", name: "region", instances: [{ attributes: {} }] },
        resource("aws_s3_bucket", "state-bucket", { attributes: { bucket: "states" } }),
        resource("aws_dynamodb_table", "lock-table", { attributes: { name: "locks" } }),
        password,
        resource("aws_secretsmanager_secret", "oauth2-cookie-secret", {
          attributes: { name: "team/oauth2-cookie-secret", arn: "b" },
        }),
        resource(
          "aws_secretsmanager_secret_version",
          "oauth2-cookie-secret_version_08626956",
          { deposed: "1234", attributes: { secret_string_wo_version: 2 } },
          { attributes: { secret_string_wo_version: 3 } },
        ),
      ]),
    );
    expect(state).toEqual({
      lineage: "a",
      serial: 7,
      resources: 6,
      bucket: "states",
      table: "locks",
      secretPrefix: "team/",
      kmsKeyArn: undefined,
      secrets: ["oauth2-cookie-secret", "store-db-password"],
      secretArns: ["b", ARN],
      adopted: ["store-db-password"],
      versions: { "oauth2-cookie-secret": 3 },
    });
  });

  it.each(["", "no JSON", "[]", '{"version": 4}'])("is none when it is %p", (text) => {
    expect(parseState(text)).toBeUndefined();
  });
});

describe("the state that counts", () => {
  const state = (serial: number, lineage = "a", resources: readonly object[] = [password]): BootstrapState => {
    const parsed = parseState(stateFile(resources));
    if (parsed === undefined) throw new Error("no state");
    return { ...parsed, serial, lineage };
  };
  const other = [resource("aws_secretsmanager_secret", "store-db-password", { attributes: { arn: "another" } })];

  it.each([
    ["none", undefined, undefined],
    ["none", state(3, "a", []), undefined],
    ["local", state(3), undefined],
    ["bucket", undefined, state(3)],
    ["bucket", state(9, "b", []), state(3)],
    ["copied", state(3), state(3)],
    ["copied", state(3), state(4)],
    ["local-newer", state(4), state(3)],
    // The first move to S3 gives a new lineage: the secrets say that it is the same stack.
    ["copied", state(15), state(1, "b")],
    ["conflict", state(3), state(3, "b", other)],
  ])("is %s", (choice, local, remote) => {
    expect(chooseState(local, remote)).toBe(choice);
  });
});
