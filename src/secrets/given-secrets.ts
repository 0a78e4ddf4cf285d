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
    this.clientId = new GivenSecret(this, "client-id", { name: `${prefix}oauth2-client-id` });
    this.clientSecret = new GivenSecret(this, "client-secret", { name: `${prefix}oauth2-client-secret` });
    this.cookieSecret = new GivenSecret(this, "cookie-secret", { name: `${prefix}oauth2-cookie-secret` });
    this.databasePassword = new GivenSecret(this, "database-password", { name: `${prefix}store-db-password` });
  }
}
