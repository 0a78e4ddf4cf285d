import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { Ci } from "../ci/ci";
import { NewEncryptionKey, OWN_ENCRYPTION_KEY } from "../secrets/new-encryption-key";
import { OwnedSecret } from "../secrets/owned-secret";
import { declareBootstrapVariables } from "../settings/bootstrap-variables";
import { SecretName } from "../settings/secrets";
import { LockTable } from "../state/lock-table";
import { addBackend, statePlace } from "../state/state";
import { StateBucket } from "../state/state-bucket";
import { Adopted } from "../terraform/adopted";
import { AwsContext } from "../terraform/aws-context";
import { Forgotten } from "../terraform/forgotten";
import { IndependentStack } from "../terraform/independent-stack";
import { refuse } from "../terraform/problem";
import { configureTerraform, DEFAULT_TAGS } from "../terraform/terraform-settings";
import { declareBootstrapOutputs } from "./bootstrap-outputs";
import { bootstrapStackProblems, BootstrapStackProps } from "./bootstrap-stack-props";
import { sharedStateProblems, StatefulStack } from "./shared-state";

/** What must be there before `mlflow`: a place for Terraform's state, its lock, and four secrets. */
export class BootstrapStack extends IndependentStack implements StatefulStack {
  readonly statePlace: string;
  readonly stateBucket: StateBucket;
  readonly lockTable: LockTable;
  readonly secrets: readonly OwnedSecret[];
  /** The roles of CI; `undefined` without the prop. */
  readonly ci: Ci | undefined;

  /** @throws InvalidSettingsError with every problem of the props, before anything is built */
  constructor(scope: Construct, id: string, props: BootstrapStackProps) {
    refuse([...bootstrapStackProblems(id, props), ...sharedStateProblems(scope, id, props.state)]);
    super(scope, id);
    const { encryptionKey = "aws", adopt = [], protectData = true, forceDestroyStates = false } = props;
    const variables = declareBootstrapVariables(this, { keyIsGiven: encryptionKey === "given", adopted: adopt });

    this.statePlace = statePlace(id, props.state);
    addBackend(this, props.state);
    configureTerraform(this, variables.tags, props.awsProvider ?? "~> 5.100");
    const aws = encryptionKey === "new" || props.ci !== undefined ? new AwsContext(this, "account") : undefined;
    const encryptionKeyArn =
      encryptionKey === "new" && aws !== undefined
        ? new NewEncryptionKey(this, "encryption-key", { aws, protectData }).arn
        : variables.kmsKeyArn;
    if (encryptionKey !== "new" && protectData) new Forgotten(this, "own-key", OWN_ENCRYPTION_KEY);
    const shared = { protectData, encryptionKeyArn };

    this.stateBucket = new StateBucket(this, "state-bucket", {
      ...shared,
      bucketName: variables.stateBucketName,
      forceDestroy: forceDestroyStates,
    });
    this.lockTable = new LockTable(this, "lock-table", { ...shared, tableName: variables.lockTableName });

    const secret = (name: SecretName, description: string, rotatedByHandBecause: string): OwnedSecret =>
      new OwnedSecret(this, name, {
        ...shared,
        name,
        description,
        rotatedByHandBecause,
        content: variables.contents[name],
        recoveryWindowInDays: variables.recoveryWindowInDays,
      });
    const databasePassword = secret(
      "store-db-password",
      "Password of the metadata database of MLflow",
      "A new value must reach the database at the same time, and tasks read it when they start: docs/bootstrap.md, Rotate.",
    );
    this.secrets = [
      secret(
        "oauth2-client-id",
        "Client id of the OAuth client of MLflow",
        "It is public, and the identity provider gives it out.",
      ),
      secret(
        "oauth2-client-secret",
        "Client secret of the OAuth client of MLflow",
        "Only the identity provider can make a new one, and somebody fetches it there: docs/bootstrap.md, Rotate.",
      ),
      secret(
        "oauth2-cookie-secret",
        "Encrypts the session cookies of oauth2-proxy. A new value ends all sessions",
        "A new value signs everybody out, so somebody chooses when: docs/bootstrap.md, Rotate.",
      ),
      databasePassword,
    ];

    if (adopt.includes("state-bucket")) new Adopted(this.stateBucket.resource, variables.stateBucketName);
    if (adopt.includes("lock-table")) new Adopted(this.lockTable.resource, variables.lockTableName);

    this.ci =
      props.ci === undefined || aws === undefined
        ? undefined
        : new Ci(this, "ci", {
            identities: props.ci,
            aws,
            project: Token.asString(Fn.lookup(Fn.merge([DEFAULT_TAGS, variables.tags]), "project")),
            states: {
              bucketArn: this.stateBucket.resource.arn,
              bucketName: this.stateBucket.name,
              tableArn: this.lockTable.resource.arn,
            },
            secretArns: this.secrets.map(({ resource }) => resource.arn),
            databasePasswordArn: databasePassword.resource.arn,
            keyArn: encryptionKeyArn,
          });

    declareBootstrapOutputs(this, { variables, encryptionKeyArn });
  }
}
