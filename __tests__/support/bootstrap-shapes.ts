import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack, BootstrapStackProps, CiIdentities } from "../../src";
import { Adoptable, ADOPTABLE } from "../../src/settings/adoption";
import { synthesized } from "./small-stack";
import { StackJson } from "./stack-json";

type KeySource = NonNullable<BootstrapStackProps["encryptionKey"]>;
const KEYS: readonly KeySource[] = ["aws", "new", "given"];

/** What somebody may have made before: as in the article, or a part of it. */
const ADOPTIONS: Readonly<Record<string, readonly Adoptable[]>> = {
  none: [],
  some: ["state-bucket", "oauth2-client-secret", "store-db-password"],
  all: ADOPTABLE,
};

const STACKS = { stacks: [{ host: "mlflow.example.com" }] } as const;

/** Identities for CI of every platform, with a provider of either source. */
export const CI = {
  "GitHub's branch": { platform: "github", repository: "acme/infra", branch: "main", ...STACKS },
  "GitHub's environment": {
    platform: "github",
    repository: "acme@1234/infra@5678",
    branch: "main",
    environment: "production",
    oidcProvider: "given",
    stacks: [
      { host: "mlflow.example.com" },
      { host: "mlflow.dev.example.com", uniqueName: "mlflow-dev", stateKey: "mlflow/dev.tfstate" },
    ],
  },
  "GitHub with tracking": {
    platform: "github",
    repository: "acme/infra",
    branch: "main",
    ...STACKS,
    tracking: {
      audience: "mlflow.example.com",
      jobs: [
        { repository: "acme/training", branch: "main" },
        { repository: "acme@1234/models@5678", environment: "training" },
      ],
    },
  },
  GitLab: { platform: "gitlab", project: "acme/platform/infra", branch: "main", ...STACKS },
  "GitLab with tracking": {
    platform: "gitlab",
    project: "acme/platform/infra",
    branch: "main",
    ...STACKS,
    tracking: { audience: "mlflow.example.com", jobs: [{ project: "acme/ml/training", branch: "main" }] },
  },
  "HCP Terraform": {
    platform: "hcp-terraform",
    organization: "acme",
    project: "Default Project",
    workspace: "mlflow",
    ...STACKS,
  },
} satisfies Readonly<Record<string, CiIdentities>>;

/** A shape of the bootstrap stack. */
export interface BootstrapShape {
  readonly name: string;
  readonly encryptionKey: KeySource;
  readonly adopt: readonly Adoptable[];
  readonly json: StackJson;
}

/** Every key with everything that may be adopted, and every platform of CI. */
export function synthesizeBootstrapShapes(): readonly BootstrapShape[] {
  const withoutCi = KEYS.flatMap((encryptionKey) =>
    Object.entries(ADOPTIONS).map(([what, adopt]) => ({
      name: `key ${encryptionKey}, adopts ${what}`,
      encryptionKey,
      adopt,
      json: synthesizeBootstrap({ encryptionKey, adopt }),
    })),
  );
  const withCi = Object.entries(CI).map(([platform, ci], index) => {
    const encryptionKey = KEYS[index % KEYS.length] ?? "aws";
    return {
      name: `CI by ${platform}, key ${encryptionKey}`,
      encryptionKey,
      adopt: [],
      json: synthesizeBootstrap({ encryptionKey, ci }),
    };
  });
  return [...withoutCi, ...withCi];
}

/** The JSON of the bootstrap stack with some props; an app has only one of it. */
export function synthesizeBootstrap(props: Partial<BootstrapStackProps>): StackJson {
  const app = new App({ outdir: join(tmpdir(), "cdktf-unit") });
  return synthesized(new BootstrapStack(app, "bootstrap", { state: { type: "local" }, ...props }));
}
