import { BearerTokens } from "../auth/bearer-issuer";
import { bearerTokenProblems } from "../auth/bearer-rules";
import { describeProvider, IdentityProvider } from "../auth/identity-provider";
import { bearerShapeProblems, providerShapeProblems } from "../auth/settings-shape";
import { CertificateSource } from "../edge/certificate";
import { NetworkSource } from "../network/network";
import { EncryptionKeySource } from "../secrets/encryption-key";
import { ServerKeysSource } from "../secrets/server-keys";
import { DataProtection, dataProtectionProblems } from "../settings/data-protection";
import { VariableSources } from "../settings/mlflow-variables";
import { profileProblems, ProfileProps } from "../settings/profile";
import { State, stateProblems } from "../state/state";
import { DatabaseSource } from "../storage/database";
import { Problem } from "../terraform/problem";
import { AwsProviderConstraint } from "../terraform/terraform-settings";

/** The shape of an mlflow stack. Values that differ between environments are Terraform variables instead. */
export interface MlflowStackProps extends DataProtection, ProfileProps {
  /** Who signs people in. */
  readonly identityProvider: IdentityProvider;
  /**
   * Issuers of bearer tokens for machines, beside the login's own and its variable `bearer_audiences`: AWS roles, Google
   * service accounts, an issuer of your organization. Their tokens are let in by `allowed_email_domains` or by a list of
   * subjects, which are one list each for all issuers: what would let strangers in is refused (docs/identity.md).
   * @default - tokens of the login's own issuer alone, when `bearer_audiences` names an audience
   */
  readonly bearerTokens?: BearerTokens;
  /** Where Terraform keeps its state. */
  readonly state: State;
  /**
   * In a VPC of its own, or in a given one.
   * @default "own"
   */
  readonly network?: NetworkSource;
  /**
   * Where the metadata lies: in a new Aurora cluster, in one restored from a snapshot, or in a given MySQL database.
   * @default "new"
   */
  readonly database?: DatabaseSource;
  /**
   * New keys for the secrets that MLflow stores, or those of an earlier stack over the same database.
   * @default "new" - must be said when the database is restored
   */
  readonly serverKeys?: ServerKeysSource;
  /**
   * Whose key encrypts database, artifacts, server keys and logs.
   * @default "aws" - AWS's own keys
   */
  readonly encryptionKey?: EncryptionKeySource;
  /**
   * Where the load balancer's certificate comes from.
   * @default "lookup" - by name, as in the article
   */
  readonly certificate?: CertificateSource;
  /**
   * Opens port 80 for a redirect to HTTPS. Browsers try HTTPS first, so few need it.
   * @default false - port 80 is closed
   */
  readonly redirectHttp?: boolean;
  /**
   * Versions of the AWS provider that Terraform may choose. 5.100 is what was applied; 6 is only type-checked.
   * @default "~> 5.100"
   */
  readonly awsProvider?: AwsProviderConstraint;
  /**
   * Accepts `allowed_email_domains = ["*"]`: whoever has any account with the identity provider may then read, change
   * and delete everything. There is one accepted value, so that the sentence stands in your code.
   * @default - `*` is refused
   */
  readonly admitEveryAccount?: typeof ADMIT_EVERY_ACCOUNT;
}

export const ADMIT_EVERY_ACCOUNT = "everyone with an account is an administrator";

const STACK_ID = /^mlflow(-[a-z0-9]+)*$/;

/** The props that decide which variables a stack has, with their defaults. */
export function variableSources(props: MlflowStackProps): VariableSources {
  const {
    certificate = "lookup",
    redirectHttp = false,
    network = "own",
    database = "new",
    serverKeys = "new",
    encryptionKey = "aws",
  } = props;
  return { certificate, redirectHttp, network, database, serverKeys, encryptionKey };
}

/** Everything that is wrong with the props of one stack. */
export function mlflowStackProblems(id: string, props: MlflowStackProps): Problem[] {
  const inStack = (problem: Problem): Problem => ({ ...problem, where: `${id}: ${problem.where}` });
  return [
    ...idProblems(id),
    ...loginProblems(props),
    ...stateProblems(props.state),
    ...(props.network === "given" ? givenNetworkProblems(props) : profileProblems(props)),
    ...serverKeysProblems(props),
    ...dataProtectionProblems(props),
    ...admitProblems(props.admitEveryAccount),
  ].map(inStack);
}

/** Who gets in: by which login, and by which tokens beside it. */
function loginProblems({ identityProvider, bearerTokens, admitEveryAccount }: MlflowStackProps): readonly Problem[] {
  const misshapen = [
    ...providerShapeProblems(identityProvider),
    ...(bearerTokens === undefined ? [] : bearerShapeProblems(bearerTokens)),
  ];
  if (misshapen.length > 0) return misshapen;
  const provider = describeProvider(identityProvider);
  const ofProvider = provider.problems.map((problem) => ({ ...problem, where: `identityProvider.${problem.where}` }));
  if (bearerTokens === undefined) return ofProvider;
  const admitsEveryAccount = admitEveryAccount !== undefined;
  return [...ofProvider, ...bearerTokenProblems({ provider, bearerTokens, admitsEveryAccount })];
}

function idProblems(id: string): Problem[] {
  if (STACK_ID.test(id)) return [];
  return [
    {
      where: "id",
      given: JSON.stringify(id),
      allowed: "mlflow, or mlflow- and lower-case letters, digits and hyphens",
      fix: "name a second stack after what differs, for example mlflow-github",
    },
  ];
}

/** A given network has its own way out. */
function givenNetworkProblems({ natGateways }: MlflowStackProps): Problem[] {
  if (natGateways === undefined) return [];
  return [
    {
      where: "natGateways",
      given: JSON.stringify(natGateways),
      allowed: 'nothing, with network: "given"',
      fix: "leave it out; the routes of task_subnet_ids lead to the internet by themselves",
    },
  ];
}

/** Forgotten, the new keys could not read what the old ones wrote, and nobody would notice until then. */
function serverKeysProblems({ database, serverKeys }: MlflowStackProps): Problem[] {
  if (database !== "restored" || serverKeys !== undefined) return [];
  return [
    {
      where: "serverKeys",
      given: 'nothing, while database is "restored"',
      allowed: '"given" or "new"',
      fix: '"given" for a snapshot of such a stack, with the ARN of its server keys; "new" for a server that had none, such as the article\'s',
    },
  ];
}

function admitProblems(sentence: string | undefined): Problem[] {
  if (sentence === undefined || sentence === ADMIT_EVERY_ACCOUNT) return [];
  return [
    {
      where: "admitEveryAccount",
      given: JSON.stringify(sentence),
      allowed: JSON.stringify(ADMIT_EVERY_ACCOUNT),
      fix: "leave it out; allowed_email_domains then names the domains that get in",
    },
  ];
}
