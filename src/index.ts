export type { Auth0Provider } from "./auth/auth0";
export type { BearerIssuer, BearerTokens } from "./auth/bearer-issuer";
export type { CognitoProvider } from "./auth/cognito";
export type { EntraIdProvider } from "./auth/entra-id";
export type { GithubProvider } from "./auth/github";
export type { GitlabComProvider, GitlabProvider, SelfManagedGitlabProvider } from "./auth/gitlab";
export type { GoogleProvider } from "./auth/google";
export type { IdentityProvider } from "./auth/identity-provider";
export type { KeycloakOidcProvider } from "./auth/keycloak-oidc";
export type { OidcProvider } from "./auth/oidc";
export type { OktaProvider } from "./auth/okta";
export { Ci } from "./ci/ci";
export type { CiIdentities, OidcProviderSource } from "./ci/ci-identities";
export { CiRole } from "./ci/ci-role";
export type { CiStack } from "./ci/ci-stack";
export type { GithubCi, GithubJob } from "./ci/github";
export type { GitlabCi, GitlabJob } from "./ci/gitlab";
export type { HcpTerraformCi } from "./ci/hcp-terraform";
export type { Tracking } from "./ci/tracking";
export type { CertificateSource } from "./edge/certificate";
export type { NatGateways } from "./network/nat";
export type { Network, NetworkSource } from "./network/network";
export type { EncryptionKeySource } from "./secrets/encryption-key";
export type { ServerKeysSource } from "./secrets/server-keys";
export { adoptionFromEnvironment, type Adoptable } from "./settings/adoption";
export {
  dataProtectionFromEnvironment,
  statesProtectionFromEnvironment,
  type DataProtection,
  type StatesProtection,
} from "./settings/data-protection";
export type { Profile, ProfileProps } from "./settings/profile";
export { rehearsalFromEnvironment, type Rehearsal } from "./settings/rehearsal";
export { bootstrapFromEnvironment } from "./stacks/bootstrap-environment";
export { BootstrapStack } from "./stacks/bootstrap-stack";
export type { BootstrapStackProps } from "./stacks/bootstrap-stack-props";
export { MlflowStack } from "./stacks/mlflow-stack";
export { ADMIT_EVERY_ACCOUNT, type MlflowStackProps } from "./stacks/mlflow-stack-props";
export { hcpTerraform, type HcpTerraformSettings, type HcpTerraformState } from "./state/hcp-terraform-state";
export type { LocalState } from "./state/local-state";
export type { S3State } from "./state/s3-state";
export { bootstrapStateFromEnvironment, stateFromEnvironment, type State } from "./state/state";
export type { Database, DatabaseSource } from "./storage/database";
export { MetadataDatabase } from "./storage/metadata-database";
export type { AwsProviderConstraint } from "./terraform/terraform-settings";
export { InvalidSettingsError, type Problem } from "./terraform/problem";
export { suppress, type CheckId } from "./terraform/suppress";
export { synthesize, type StackFactory } from "./terraform/synthesize";
