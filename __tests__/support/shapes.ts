import { Testing } from "cdktf";
import { BearerIssuer } from "../../src/auth/bearer-issuer";
import { MlflowStack } from "../../src/stacks/mlflow-stack";
import { MlflowStackProps } from "../../src/stacks/mlflow-stack-props";
import { synthesized } from "./small-stack";
import { StackJson } from "./stack-json";

/** Jobs that run under roles of an AWS account. */
export const AWS_ROLES: BearerIssuer = {
  issuer: "https://a1b2c3d4-0000-4000-8000-000000000000.tokens.sts.global.api.aws",
  audience: "mlflow-example",
  who: { subjects: ["arn:aws:iam::111122223333:role/training", "arn:aws:iam::111122223333:role/ci/Evaluation"] },
};

/** Those of a domain, and one of another project. */
export const GOOGLE_SERVICE_ACCOUNTS: BearerIssuer = {
  issuer: "https://accounts.google.com",
  audience: "mlflow-example",
  who: { subjects: ["training@ml-jobs.iam.gserviceaccount.com"] },
};

/** The shapes that a stack can have: each choice alone, and several of them together. */
const PROPS: Readonly<Record<string, Partial<MlflowStackProps>>> = {
  default: {},
  "given network": { network: "given" },
  "given network in production": { network: "given", profile: "production" },
  "restored database": { database: "restored", serverKeys: "given" },
  "restored database with new keys": { database: "restored", serverKeys: "new" },
  "given database": { database: "given" },
  "given server keys": { serverKeys: "given" },
  "customer key": { encryptionKey: "given" },
  production: { profile: "production", redirectHttp: true },
  "issued certificate": { certificate: "issued" },
  "given certificate": { certificate: "given" },
  github: { identityProvider: { type: "github", organization: "acme" } },
  gitlab: { identityProvider: { type: "gitlab", groups: ["acme/ml"] } },
  "keycloak-oidc": {
    identityProvider: {
      type: "keycloak-oidc",
      issuerUrl: "https://keycloak.example.com/realms/ml",
      roles: ["ml-user"],
      issuerControlsSubjectsAndEmails: true,
    },
  },
  okta: { identityProvider: { type: "okta", domain: "acme.okta.com", issuerControlsSubjectsAndEmails: true } },
  "google with AWS roles": { identityProvider: { type: "google" }, bearerTokens: { issuers: [AWS_ROLES] } },
  "oidc with Google service accounts": {
    identityProvider: { type: "oidc", issuerUrl: "https://login.example.com", issuerControlsSubjectsAndEmails: true },
    bearerTokens: { issuers: [GOOGLE_SERVICE_ACCOUNTS] },
  },
  "github with AWS roles": {
    identityProvider: { type: "github", organization: "acme" },
    bearerTokens: { issuers: [AWS_ROLES] },
  },
  "everything given": {
    network: "given",
    database: "given",
    serverKeys: "given",
    encryptionKey: "given",
    certificate: "given",
    profile: "production",
    redirectHttp: true,
  },
  "given network and key, restored database": {
    network: "given",
    database: "restored",
    serverKeys: "new",
    encryptionKey: "given",
  },
};

/** A stack with other props than the default one. */
export interface Shape {
  readonly name: string;
  readonly props: Partial<MlflowStackProps>;
  readonly json: StackJson;
}

/** All of them. A tenth of a second each: synthesize them once in a file of tests. */
export function synthesizeShapes(): readonly Shape[] {
  return Object.entries(PROPS).map(([name, props]) => ({ name, props, json: synthesizeShape(props) }));
}

/** The JSON of the default stack with some other props. */
export function synthesizeShape(props: Partial<MlflowStackProps>): StackJson {
  const common = { identityProvider: { type: "google" }, state: { type: "s3" } } as const;
  return synthesized(new MlflowStack(Testing.app(), "mlflow", { ...common, ...props }));
}
