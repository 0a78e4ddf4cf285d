import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { contentOf } from "./attacks/rsa-token";
import { Emulator } from "./emulator";

const ISSUER = "https://token.actions.githubusercontent.com";
const HOUR_SECONDS = 3600;

/** Claims of a token; what is `undefined` is left out. */
export type Claims = Readonly<Record<string, string | undefined>>;

/** A job of GitHub Actions, with the token that GitHub would give it. */
export class CiJob {
  constructor(
    private readonly emulator: Emulator,
    private readonly claims: Claims,
    /** How long the credentials live. @default - as STS says */
    private readonly seconds?: number,
  ) {}

  /** The credentials of the role that the token is good for, as variables for Terraform and others, and no others. */
  async environment(roleArn: string): Promise<Record<string, string>> {
    const client = new STSClient({ endpoint: this.emulator.url, region: "eu-west-1" });
    const command = {
      RoleArn: roleArn,
      RoleSessionName: "ci",
      WebIdentityToken: this.token(),
      DurationSeconds: this.seconds,
    };
    try {
      const { Credentials: given } = await client.send(new AssumeRoleWithWebIdentityCommand(command));
      return {
        ...this.emulator.environment,
        AWS_ACCESS_KEY_ID: given?.AccessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey ?? "",
        AWS_SESSION_TOKEN: given?.SessionToken ?? "",
      };
    } finally {
      client.destroy();
    }
  }

  /** `taken`, or the name of STS's refusal. */
  async assume(roleArn: string): Promise<string> {
    try {
      await this.environment(roleArn);
      return "taken";
    } catch (error) {
      return error instanceof Error ? error.name.replace(/Exception$/, "") : String(error);
    }
  }

  /** The emulated STS looks at the claims; nobody there could check a signature. */
  token(): string {
    const exp = Math.floor(Date.now() / 1000) + HOUR_SECONDS;
    const claims = { iss: ISSUER, aud: "sts.amazonaws.com", exp, ...this.claims };
    return `${contentOf({ alg: "RS256" }, claims)}.signature`;
  }
}
