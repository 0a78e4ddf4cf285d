import { make, sorters } from "covertable";
import { IdentityProvider, MlflowStackProps, State } from "../../src";

/** One value of each choice of a stack. */
export interface Shape {
  readonly identityProvider: "google" | "oidc" | "github";
  readonly state: "s3" | "s3-lock-file" | "local" | "hcp-terraform";
  /** Network and profile: one choice, because a given network brings its own way out. */
  readonly place: "economy" | "production" | "production-shared-nat" | "given-economy" | "given-production";
  readonly certificate: "lookup" | "issued" | "given";
  readonly redirectHttp: boolean;
  readonly database: "new" | "restored" | "given";
  readonly serverKeys: "new" | "given";
  readonly encryptionKey: "aws" | "given";
  readonly awsProvider: "~> 5.100" | ">= 5.100.0, < 7.0.0";
  /** These three are values, but ones that make another plan. */
  readonly loadBalancer: "public" | "internal";
  readonly accountRules: boolean;
  readonly privateImages: boolean;
}

export const CHOICES: { [Choice in keyof Shape]: Shape[Choice][] } = {
  identityProvider: ["google", "oidc", "github"],
  state: ["s3", "s3-lock-file", "local", "hcp-terraform"],
  place: ["economy", "production", "production-shared-nat", "given-economy", "given-production"],
  certificate: ["lookup", "issued", "given"],
  redirectHttp: [false, true],
  database: ["new", "restored", "given"],
  serverKeys: ["new", "given"],
  encryptionKey: ["aws", "given"],
  awsProvider: ["~> 5.100", ">= 5.100.0, < 7.0.0"],
  loadBalancer: ["public", "internal"],
  accountRules: [false, true],
  privateImages: [false, true],
};

/** Shapes in which every pair of values of two choices occurs. Always the same: the order comes from a hash. */
export function pairwiseShapes(): readonly Shape[] {
  return make(CHOICES, { sorter: sorters.hash });
}

const PROVIDERS: Readonly<Record<Shape["identityProvider"], IdentityProvider>> = {
  google: { type: "google" },
  oidc: { type: "oidc", issuerUrl: "https://login.example.com", issuerControlsSubjectsAndEmails: true },
  github: { type: "github", organization: "acme", team: "ml", users: ["bob"] },
};

/** Where the state lies for each choice. */
function state(choice: Shape["state"], id: string): State {
  const s3 = { type: "s3", bucket: STATE_BUCKET, lockTable: LOCK_TABLE } as const;
  const states: Readonly<Record<Shape["state"], State>> = {
    s3,
    "s3-lock-file": { ...s3, lockFile: true },
    local: { type: "local" },
    "hcp-terraform": { type: "hcp-terraform", organization: "acme", workspace: id },
  };
  return states[choice];
}

/** What the README's block `state` makes. */
const STATE_BUCKET = "example-mlflow-terraform-state";
const LOCK_TABLE = "mlflow-terraform-lock";

/** The props of a shape, without protection, so that a test can destroy it. */
export function propsOf(shape: Shape, id: string): MlflowStackProps {
  const { certificate, redirectHttp, database, serverKeys, encryptionKey, awsProvider, place } = shape;
  return {
    identityProvider: PROVIDERS[shape.identityProvider],
    state: state(shape.state, id),
    ...{ certificate, redirectHttp, database, serverKeys, encryptionKey, awsProvider },
    network: place.startsWith("given") ? "given" : "own",
    profile: place.endsWith("economy") ? "economy" : "production",
    ...(place === "production-shared-nat" ? { natGateways: "shared" } : {}),
    protectData: false,
    forceDestroyArtifacts: true,
  };
}
