import { describeProvider } from "../../src/auth/identity-provider";
import { declareMlflowVariables, MlflowVariables, VariableSources } from "../../src/settings/mlflow-variables";
import { DEFAULT_SOURCES } from "./parts";
import { newStack, resolved, synthesized } from "./small-stack";
import { Json, JsonObject } from "./stack-json";

/** The variables of a stack, as Terraform reads them and as the constructs get them. */
export interface Declared {
  readonly json: JsonObject;
  readonly values: MlflowVariables;
  readonly resolve: (value: unknown) => Json | undefined;
}

/** The variables of a stack with google and some choices. */
export function declareVariables(sources: Partial<VariableSources> = {}): Declared {
  const stack = newStack();
  const access = { provider: describeProvider({ type: "google" }), admitEveryAccount: false, otherIssuers: false };
  const values = declareMlflowVariables(stack, access, { ...DEFAULT_SOURCES, ...sources });
  return { json: synthesized(stack).section("variable"), values, resolve: (value) => resolved(value, stack) };
}
