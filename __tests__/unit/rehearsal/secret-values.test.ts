import { GetSecretValueCommandOutput, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { secretValue } from "../../../src/rehearsal/secret-values";

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbCdEf";

/** A client that notes what it is asked and always has this value. */
function holding(SecretString: string | undefined): { client: SecretsManagerClient; asked: unknown[] } {
  const asked: unknown[] = [];
  const client = new SecretsManagerClient({
    region: "eu-west-1",
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
  });
  const output: GetSecretValueCommandOutput = {
    ...(SecretString === undefined ? {} : { SecretString }),
    $metadata: {},
  };
  const note = (args: { readonly input: unknown }): Promise<{ output: typeof output; response: object }> => {
    asked.push(args.input);
    return Promise.resolve({ output, response: {} });
  };
  client.middlewareStack.add(() => note, { step: "initialize" });
  return { client, asked };
}

describe("the value behind valueFrom", () => {
  it("is the whole text of a secret named by its ARN", async () => {
    const { client, asked } = holding(' {"not": "parsed"}\n');
    expect(await secretValue(client, ARN)).toBe(' {"not": "parsed"}\n');
    expect(asked).toEqual([{ SecretId: ARN }]);
  });

  it("is one key of a JSON object, in a version or the current one", async () => {
    const { client, asked } = holding('{"PASSPHRASE": "x:y"}');
    expect(await secretValue(client, `${ARN}:PASSPHRASE::`)).toBe("x:y");
    expect(await secretValue(client, `${ARN}:PASSPHRASE:AWSPREVIOUS:1`)).toBe("x:y");
    expect(asked).toEqual([{ SecretId: ARN }, { SecretId: ARN, VersionStage: "AWSPREVIOUS", VersionId: "1" }]);
  });

  it.each([
    ["hunter2", "the secret is not JSON"],
    ['{"other": "hunter2"}', "there is no text under this key"],
    ['{"PASSPHRASE": {"deep": "hunter2"}}', "there is no text under this key"],
    ["null", "there is no text under this key"],
  ])("is refused without telling it: %s", async (secret, reason) => {
    const message = await secretValue(holding(secret).client, `${ARN}:PASSPHRASE::`).catch(String);
    expect(message).toContain(reason);
    expect(message).not.toContain("hunter2");
  });

  it("must be text", async () => {
    await expect(secretValue(holding(undefined).client, ARN)).rejects.toThrow(`${ARN} has no text.`);
  });
});
