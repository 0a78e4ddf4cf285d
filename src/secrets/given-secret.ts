import { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { EphemeralResource } from "../terraform/ephemeral-resource";
import { valueOrRefusal } from "../terraform/expression";
import { nameAfterVariable } from "../terraform/lookup";
import { matches } from "../terraform/variable";

/** A secret by its name or by its complete ARN. */
export type SecretLookup = ({ readonly name: string } | { readonly arn: string }) & {
  /** Address of the look-up, which Terraform prints when it fails: it begins with the variable to look at. */
  readonly failure: string;
};

/**
 * A secret that exists before the stack. Only its complete ARN is read: a name that ends in a hyphen and six letters,
 * as `oauth2-client-secret` does, makes a *partial* ARN ambiguous.
 */
export class GivenSecret extends Construct {
  readonly resource: DataAwsSecretsmanagerSecret;
  /** Complete ARN, with AWS's random suffix. */
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly lookup: SecretLookup,
  ) {
    super(scope, id);
    const { failure, ...reference } = lookup;
    this.resource = new DataAwsSecretsmanagerSecret(this, "Default", reference);
    nameAfterVariable(this.resource, failure);
    this.arn = this.resource.arn;
  }

  /**
   * The value, read while Terraform runs and kept nowhere; refused unless Aurora takes it as a password.
   * For write-only arguments only. Call it once.
   */
  readDatabasePassword(): string {
    const value = new EphemeralResource(this, "value", {
      type: "aws_secretsmanager_secret_version",
      arguments: { secret_id: this.arn },
    });
    nameAfterVariable(value, this.lookup.failure);
    const password = value.expression("secret_string");
    return Token.asString(
      valueOrRefusal(
        password,
        matches(password, "^[!#-.0-?A-~]{8,41}$"),
        "The database password secret, store-db-password behind secret_prefix, must hold 8 to 41 printable ASCII characters without space, slash, double quote and @, and no newline at the end.",
      ),
    );
  }
}
