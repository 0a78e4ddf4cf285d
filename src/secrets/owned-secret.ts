import { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import { Adopted } from "../terraform/adopted";
import { expression } from "../terraform/expression";
import { nameAfterVariable } from "../terraform/lookup";
import { ENCRYPTED_BY_AWS, suppress } from "../terraform/suppress";

/** What a stack writes into a secret. */
export interface SecretValue {
  /** Ephemeral value: it enters neither plan nor state. */
  readonly value: string | IResolvable;
  /** Name of the variable that is raised for a new value. */
  readonly versionVariable: string;
  /** true: at version 0 nothing is written, and somebody else sets the value. */
  readonly optional: boolean;
}

export interface OwnedSecretProps {
  /** Name of the secret behind `secret_prefix`, for example `oauth2-client-id`. */
  readonly name: string;
  readonly description: string;
  /** Why AWS does not rotate it by itself. */
  readonly rotatedByHandBecause: string;
  /** `undefined`: the secret was made by hand and is adopted; its value is nobody's business. */
  readonly content: SecretValue | undefined;
  /** Days, 7 to 30, or 0 for none. */
  readonly recoveryWindowInDays: number;
  /** true: Terraform refuses to destroy the secret, at plan. */
  readonly protectData: boolean;
  /** ARN of the KMS key; `undefined`: AWS's own key for Secrets Manager. */
  readonly encryptionKeyArn: string | undefined;
}

/** Marks what was adopted, in the state and in the console. */
export const ADOPTED_TAG = { adopted: "true" };

/**
 * A named secret whose value Terraform writes and never keeps, or one that was made by hand. An adopted one gets no
 * version resource: importing a version would put the value into the plan and overwrite it.
 */
export class OwnedSecret extends Construct {
  readonly resource: SecretsmanagerSecret;

  constructor(scope: Construct, id: string, props: OwnedSecretProps) {
    super(scope, id);
    const { content, encryptionKeyArn } = props;
    const name = `\${var.secret_prefix}${props.name}`;
    this.resource = new SecretsmanagerSecret(this, "Default", {
      name,
      description: props.description,
      recoveryWindowInDays: props.recoveryWindowInDays,
      ...(encryptionKeyArn === undefined ? {} : { kmsKeyId: encryptionKeyArn }),
      ...(content === undefined ? { tags: ADOPTED_TAG } : {}),
      lifecycle: { preventDestroy: props.protectData },
    });
    suppress(this.resource, "CKV2_AWS_57", props.rotatedByHandBecause);
    if (encryptionKeyArn === undefined) suppress(this.resource, "CKV_AWS_149", ENCRYPTED_BY_AWS);
    if (content === undefined) this.adopt(name, props.name);
    else this.write(content);
  }

  /** Imported by its ARN, which only a look-up knows. */
  private adopt(name: string, shortName: string): void {
    const existing = new DataAwsSecretsmanagerSecret(this, "existing", { name });
    nameAfterVariable(existing, `secret_prefix_${shortName}`);
    new Adopted(this.resource, existing.arn);
  }

  private write({ value, versionVariable, optional }: SecretValue): void {
    new SecretsmanagerSecretVersion(this, "version", {
      secretId: this.resource.id,
      ...(optional ? { count: Token.asNumber(expression(`var.${versionVariable} > 0 ? 1 : 0`)) } : {}),
      secretStringWo: Token.asString(value),
      secretStringWoVersion: Token.asNumber(expression(`var.${versionVariable}`)),
      // The old value stays current until the new one is there.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
