import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStackProps, MlflowStack, MlflowStackProps } from "../../src";
import { ADOPTABLE } from "../../src/settings/adoption";
import { synthesizeBootstrap } from "./bootstrap-shapes";
import { synthesized } from "./small-stack";
import { JsonObject, StackJson } from "./stack-json";
import { GOOD } from "./variable-attacks";
import { fedArguments, partsThatRead, variablesIn } from "./variable-module";

const ID = "0123456789abcdef0";
const SUBNETS = [`subnet-${ID}`, "subnet-01234567"];
const UUID = "01234567-89ab-cdef-0123-456789abcdef";

/** Right values of what these shapes ask for beside the default one. */
const GIVEN: JsonObject = {
  ...GOOD,
  certificate_arn: `arn:aws:acm:eu-west-1:123456789012:certificate/${UUID}`,
  vpc_id: `vpc-${ID}`,
  load_balancer_subnet_ids: SUBNETS,
  task_subnet_ids: SUBNETS,
  database_subnet_ids: SUBNETS,
  database_snapshot_identifier: "before",
  server_keys_secret_arn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbC123",
  database_host: "db.example.com",
  database_username: "mlflow",
  database_cidrs: ["10.0.0.0/8"],
  kms_key_arn: `arn:aws:kms:eu-west-1:123456789012:key/${UUID}`,
  state_bucket_name: "example-state",
};

/** Shapes of the mlflow stack that declare or use a variable in another way than the default. */
const SHAPES: Readonly<Record<string, Partial<MlflowStackProps>>> = {
  issued: { certificate: "issued" },
  given: { certificate: "given" },
  network: { network: "given" },
  restored: { database: "restored", serverKeys: "given" },
  database: { database: "given" },
  key: { encryptionKey: "given" },
  redirect: { redirectHttp: true },
  github: { identityProvider: { type: "github", organization: "acme" } },
  oidc: {
    identityProvider: {
      type: "oidc",
      issuerUrl: "https://login.example.com",
      issuerControlsSubjectsAndEmails: true,
    },
  },
};

/** The same of the bootstrap stack. */
const BOOTSTRAP_SHAPES: Readonly<Record<string, Partial<BootstrapStackProps>>> = {
  bootstrap: {},
  "bootstrap-new-key": { encryptionKey: "new" },
  "bootstrap-given-key": { encryptionKey: "given" },
  "bootstrap-adopted": { adopt: ADOPTABLE },
};

export interface HostileShape {
  readonly name: string;
  readonly stack: StackJson;
  readonly good: JsonObject;
}

export const STANDARD: HostileShape = { name: "default", stack: StackJson.default(), good: GOOD };

const app = new App({ outdir: join(tmpdir(), "cdktf-unit") });
const common: MlflowStackProps = { identityProvider: { type: "google" }, state: { type: "local" } };

export const HOSTILE_SHAPES: readonly HostileShape[] = [
  STANDARD,
  ...Object.entries(SHAPES).map(([name, props]) =>
    hostileShape(name, synthesized(new MlflowStack(app, `mlflow-${name}`, { ...common, ...props }))),
  ),
  ...Object.entries(BOOTSTRAP_SHAPES).map(([name, props]) => hostileShape(name, synthesizeBootstrap(props))),
];

/** A shape with right values of what it declares. */
function hostileShape(name: string, stack: StackJson): HostileShape {
  const declared = Object.keys(stack.section("variable"));
  const good = Object.entries(GIVEN).filter(([variable]) => declared.includes(variable));
  return { name, stack, good: Object.fromEntries(good) };
}

/** One variable of one shape. */
export interface HostileCase {
  readonly name: string;
  readonly shape: HostileShape;
  /** Whether an earlier shape has the variable, too, with other rules or another use. */
  readonly repeats: boolean;
}

/** Every variable of the default stack, and of the others what has other rules there or feeds something else. */
export function hostileCases(): readonly HostileCase[] {
  const known = new Map<string, ReadonlySet<string>>();
  return HOSTILE_SHAPES.flatMap((shape) =>
    Object.keys(shape.stack.section("variable")).flatMap((name) => {
      const uses = [JSON.stringify(shape.stack.section("variable")[name]), ...usesOf(shape.stack, name)];
      const before = known.get(name) ?? new Set();
      if (uses.every((use) => before.has(use))) return [];
      known.set(name, new Set([...before, ...uses]));
      return [{ name, shape, repeats: before.size > 0 }];
    }),
  );
}

/** What a variable feeds, and how often: two rules for one list are more than one. */
function usesOf(stack: StackJson, name: string): readonly string[] {
  const fed = fedArguments(stack).filter(({ template }) => variablesIn(template).includes(name));
  const parts = fed.flatMap(({ key, template }) => partsThatRead(name, template).map((part) => `${key}: ${part}`));
  return parts.map((part, index) => `${part} ${parts.slice(0, index).filter((other) => other === part).length}`);
}
