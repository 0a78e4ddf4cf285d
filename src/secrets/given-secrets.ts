import { Construct } from "constructs";
import { GivenSecret } from "./given-secret";

/** The article's four secrets, made by hand or by the bootstrap stack. */
export class GivenSecrets extends Construct {
  readonly clientId: GivenSecret;
  readonly clientSecret: GivenSecret;
  readonly cookieSecret: GivenSecret;
  readonly databasePassword: GivenSecret;

  /** @param prefix in front of the names, for example `mlflow/` */
  constructor(scope: Construct, id: string, prefix: string) {
    super(scope, id);
    const secret = (id: string, name: string): GivenSecret =>
      new GivenSecret(this, id, { name: `${prefix}${name}`, failure: `secret_prefix_${name}` });
    this.clientId = secret("client-id", "oauth2-client-id");
    this.clientSecret = secret("client-secret", "oauth2-client-secret");
    this.cookieSecret = secret("cookie-secret", "oauth2-cookie-secret");
    this.databasePassword = secret("database-password", "store-db-password");
  }
}
