import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { expression } from "../terraform/expression";
import { ENCRYPTED_BY_AWS, suppress } from "../terraform/suppress";
import { EncryptionKey } from "./encryption-key";
import { randomText } from "./random-text";
import { ServerKeys } from "./server-keys";

/** Letters and digits: 256 bits. */
const KEY_LENGTH = 43;

export interface GeneratedServerKeysProps {
  /** AWS appends a generated suffix, so a deleted secret that can still be restored is not in the way. */
  readonly namePrefix: string;
  /** Names of the keys in the secret: a passphrase, and a Fernet key. */
  readonly keys: { readonly passphrase: string; readonly webhook: string };
  /** Days, 7 to 30, or 0 for none. */
  readonly recoveryWindowInDays: number;
  /** true: Terraform refuses to destroy the keys, at plan. */
  readonly protectData: boolean;
  /** `undefined`: AWS's own key for Secrets Manager. */
  readonly encryptionKey: EncryptionKey | undefined;
}

/**
 * The keys under which MLflow stores the secrets that users give it, made once by Secrets Manager and written by a
 * write-only argument: they are in no plan, no state and no JSON. Without them a restored database is of little use.
 */
export class GeneratedServerKeys extends Construct implements ServerKeys {
  readonly resource: SecretsmanagerSecret;
  readonly arn: string;
  readonly version: SecretsmanagerSecretVersion;

  constructor(scope: Construct, id: string, props: GeneratedServerKeysProps) {
    super(scope, id);
    this.resource = new SecretsmanagerSecret(this, "Default", {
      namePrefix: props.namePrefix,
      description: "Keys of the MLflow server. Keep them as long as any copy of its database.",
      recoveryWindowInDays: props.recoveryWindowInDays,
      ...(props.encryptionKey === undefined ? {} : { kmsKeyId: props.encryptionKey.arn }),
      lifecycle: { preventDestroy: props.protectData },
    });
    suppress(
      this.resource,
      "CKV2_AWS_57",
      "New keys could not read what the old ones encrypted in the database, so they are made once and kept as long as any copy of it.",
    );
    if (props.encryptionKey === undefined) suppress(this.resource, "CKV_AWS_149", ENCRYPTED_BY_AWS);
    this.arn = this.resource.arn;
    const passphrase = randomText(this, "passphrase", KEY_LENGTH);
    // 43 letters and digits and `=` are a valid Fernet key: 32 bytes in url-safe base64.
    const webhook = `format("%s=", ${randomText(this, "webhook-key", KEY_LENGTH)})`;
    this.version = new SecretsmanagerSecretVersion(this, "version", {
      secretId: this.resource.id,
      secretStringWo: Token.asString(
        expression(`jsonencode({ ${props.keys.passphrase} = ${passphrase}, ${props.keys.webhook} = ${webhook} })`),
      ),
      // Never raised: new keys could not read what the old ones wrote.
      secretStringWoVersion: 1,
      lifecycle: { preventDestroy: props.protectData },
    });
  }

  get startsAfter(): readonly ITerraformDependable[] {
    return [this.version];
  }
}
