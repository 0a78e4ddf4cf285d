import { Problem } from "../terraform/problem";

/** What may be destroyed. */
export interface DataProtection {
  /**
   * true: database, artifact bucket and server keys carry `prevent_destroy`, which Terraform refuses at plan with
   * nothing lost, and the database AWS's own deletion protection.
   * @default true
   */
  readonly protectData?: boolean;
  /**
   * true: destroying the artifact bucket destroys every artifact and version in it. Without it a bucket that is not
   * empty stays. Only together with `protectData: false`.
   * @default false
   */
  readonly forceDestroyArtifacts?: boolean;
}

/** Environment variable that asks for destruction in words; `npm run destroy` sets it after asking. */
export const DESTROY_PHRASE_VARIABLE = "MLFLOW_DESTROY_PHRASE";

/** The bootstrap stack, whose bucket holds states instead of artifacts. */
export interface StatesProtection {
  /**
   * true: state bucket, lock table and secrets carry `prevent_destroy`, which Terraform refuses at plan with nothing
   * lost, and the table AWS's own deletion protection.
   * @default true
   */
  readonly protectData?: boolean;
  /**
   * true: destroying the state bucket destroys every state in it, with all old versions. Only together with
   * `protectData: false`.
   * @default false
   */
  readonly forceDestroyStates?: boolean;
}

/** The two phrases for a stack: one drops the protection, the other also gives up everything in its bucket. */
export function destroyPhrases(stackId: string): { readonly stack: string; readonly contents: string } {
  const contents = stackId === "bootstrap" ? "state" : "artifact";
  return { stack: `destroy ${stackId}`, contents: `destroy ${stackId} and every ${contents}` };
}

/** What of the two phrases the environment holds, letter by letter. */
function phraseFromEnvironment(
  stackId: string,
  env: Readonly<Record<string, string | undefined>>,
): "none" | "stack" | "contents" {
  const phrase = env[DESTROY_PHRASE_VARIABLE];
  const phrases = destroyPhrases(stackId);
  if (phrase === phrases.stack) return "stack";
  return phrase === phrases.contents ? "contents" : "none";
}

/** Protection is on unless the environment holds one of the two phrases for this stack, letter by letter. */
export function dataProtectionFromEnvironment(
  stackId: string,
  env: Readonly<Record<string, string | undefined>>,
): DataProtection {
  const phrase = phraseFromEnvironment(stackId, env);
  if (phrase === "none") return {};
  return phrase === "stack" ? { protectData: false } : { protectData: false, forceDestroyArtifacts: true };
}

/** The same for the bootstrap stack. */
export function statesProtectionFromEnvironment(env: Readonly<Record<string, string | undefined>>): StatesProtection {
  const phrase = phraseFromEnvironment("bootstrap", env);
  if (phrase === "none") return {};
  return phrase === "stack" ? { protectData: false } : { protectData: false, forceDestroyStates: true };
}

/** Giving up the artifacts of a protected stack is a contradiction. */
export function dataProtectionProblems({
  protectData = true,
  forceDestroyArtifacts = false,
}: DataProtection): Problem[] {
  return protectData && forceDestroyArtifacts ? [contradiction("forceDestroyArtifacts")] : [];
}

/** The same for the states. */
export function statesProtectionProblems({
  protectData = true,
  forceDestroyStates = false,
}: StatesProtection): Problem[] {
  return protectData && forceDestroyStates ? [contradiction("forceDestroyStates")] : [];
}

function contradiction(property: string): Problem {
  return {
    where: property,
    given: "true, while protectData is true",
    allowed: "true only together with protectData: false",
    fix: "leave it out, or use npm run destroy, which asks for both in words",
  };
}
