import { MlflowStack, MlflowStackProps } from "../../../src";
import { JsonObject } from "../stack-json";

/** What every edit starts from, applied: more values than a first deployment has, so that there is something to take away. */
export const BASE_VARIABLES = {
  hosted_zone: "example.com",
  domain: "example.com",
  dns_record_name: "mlflow",
  allowed_email_domains: ["example.com", "example.org"],
  bearer_audiences: ["training.example.com"],
  load_balancer_ingress_cidrs: ["203.0.113.0/24"],
  oauth2_proxy_image: `quay.io/oauth2-proxy/oauth2-proxy:v7.15.5@sha256:${"1".repeat(64)}`,
} as const;

/** The shape that it starts from: what main.ts has. */
export const BASE_PROPS: MlflowStackProps = { identityProvider: { type: "google" }, state: { type: "s3" } };

/** What somebody does to a deployed stack. */
export interface Edit {
  /** Which one. @default "mlflow" */
  readonly stack?: "bootstrap" | "mlflow";
  /** Name of its recording and of its review. */
  readonly name: string;
  /** What was done, as a title. */
  readonly title: string;
  /** Values of variables that differ. */
  readonly variables?: JsonObject;
  /** Props of the stack that differ. */
  readonly props?: Partial<MlflowStackProps>;
  /** What the user's own code does to the stack, by its public fields. */
  readonly code?: (stack: MlflowStack) => void;
  /** Commands of the AWS CLI that somebody typed in the account, and those that undo them. */
  readonly byHand?: { readonly change: string; readonly back: string };
  /** What becomes of the provider lock file. */
  readonly lockFile?: (text: string) => string;
  /** `terraform plan -destroy` */
  readonly destroy?: boolean;
}
