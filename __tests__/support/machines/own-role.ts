import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { run } from "../run";
import { Emulator } from "../emulator";

/** A role that anybody in the account may assume, as EC2 would for a machine. @returns its ARN */
export function makeRole(emulator: Emulator, name: string): string {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sts:AssumeRole" }],
  };
  const args = ["iam", "create-role", "--role-name", name, "--assume-role-policy-document", JSON.stringify(trust)];
  const { stdout } = run("aws", [...args, "--query", "Role.Arn", "--output", "text"], { env: emulator.environment });
  return stdout.trim();
}

/** The environment of a job that has the role. */
export async function sessionOf(emulator: Emulator, roleArn: string): Promise<Record<string, string>> {
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  const client = new STSClient({ endpoint: emulator.url, region: "eu-west-1", credentials });
  const { Credentials: given } = await client.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "a-session" }),
  );
  client.destroy();
  return {
    ...emulator.environment,
    AWS_ACCESS_KEY_ID: given?.AccessKeyId ?? "",
    AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey ?? "",
    AWS_SESSION_TOKEN: given?.SessionToken ?? "",
  };
}
