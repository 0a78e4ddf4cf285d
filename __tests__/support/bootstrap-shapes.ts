import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack, BootstrapStackProps } from "../../src";
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

/** A shape of the bootstrap stack. */
export interface BootstrapShape {
  readonly name: string;
  readonly encryptionKey: KeySource;
  readonly adopt: readonly Adoptable[];
  readonly json: StackJson;
}

/** Every key with everything that may be adopted. */
export function synthesizeBootstrapShapes(): readonly BootstrapShape[] {
  return KEYS.flatMap((encryptionKey) =>
    Object.entries(ADOPTIONS).map(([what, adopt]) => ({
      name: `key ${encryptionKey}, adopts ${what}`,
      encryptionKey,
      adopt,
      json: synthesizeBootstrap({ encryptionKey, adopt }),
    })),
  );
}

/** The JSON of the bootstrap stack with some props; an app has only one of it. */
export function synthesizeBootstrap(props: Partial<BootstrapStackProps>): StackJson {
  const app = new App({ outdir: join(tmpdir(), "cdktf-unit") });
  return synthesized(new BootstrapStack(app, "bootstrap", { state: { type: "local" }, ...props }));
}
