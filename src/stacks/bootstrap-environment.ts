import { adoptionFromEnvironment } from "../settings/adoption";
import { statesProtectionFromEnvironment } from "../settings/data-protection";
import { bootstrapStateFromEnvironment } from "../state/state";
import { problemsOf, refuse } from "../terraform/problem";
import { BootstrapStackProps } from "./bootstrap-stack-props";

/**
 * What the environment says about the bootstrap stack: where its state lies, what is adopted, what may be destroyed.
 *
 * @throws InvalidSettingsError with the problems of all of them
 */
export function bootstrapFromEnvironment(env: Readonly<Record<string, string | undefined>>): BootstrapStackProps {
  refuse([bootstrapStateFromEnvironment, adoptionFromEnvironment].flatMap((read) => problemsOf(() => read(env))));
  return {
    state: bootstrapStateFromEnvironment(env),
    ...adoptionFromEnvironment(env),
    ...statesProtectionFromEnvironment(env),
  };
}
