import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * The value behind a `valueFrom`, as ECS resolves it: the ARN of a secret, or `<ARN>:<json key>:<stage>:<version id>`
 * with the last three optional.
 *
 * @throws Error when the secret has no such value; never with a value in it
 */
export async function secretValue(client: SecretsManagerClient, valueFrom: string): Promise<string> {
  const parts = valueFrom.split(":");
  const [key, stage, version] = parts.slice(7);
  const { SecretString: value } = await client.send(
    new GetSecretValueCommand({
      SecretId: parts.slice(0, 7).join(":"),
      ...(stage ? { VersionStage: stage } : {}),
      ...(version ? { VersionId: version } : {}),
    }),
  );
  if (value === undefined) throw new Error(`${valueFrom} has no text.`);
  return key ? member(value, key, valueFrom) : value;
}

function member(json: string, key: string, valueFrom: string): string {
  const found: unknown = parsed(json, valueFrom);
  const value: unknown = typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined;
  if (typeof value !== "string") throw new Error(`${valueFrom}: there is no text under this key.`);
  return value;
}

function parsed(json: string, valueFrom: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message quotes the text.
    throw new Error(`${valueFrom}: the secret is not JSON.`);
  }
}
