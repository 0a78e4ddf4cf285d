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

/** The two phrases for a stack: one drops the protection, the other also gives up every artifact. */
export function destroyPhrases(stackId: string): { readonly stack: string; readonly artifacts: string } {
  return { stack: `destroy ${stackId}`, artifacts: `destroy ${stackId} and every artifact` };
}

/** Protection is on unless the environment holds one of the two phrases for this stack, letter by letter. */
export function dataProtectionFromEnvironment(
  stackId: string,
  env: Readonly<Record<string, string | undefined>>,
): DataProtection {
  const phrase = env[DESTROY_PHRASE_VARIABLE];
  const phrases = destroyPhrases(stackId);
  if (phrase === phrases.stack) return { protectData: false };
  return phrase === phrases.artifacts ? { protectData: false, forceDestroyArtifacts: true } : {};
}

/** Giving up the artifacts of a protected stack is a contradiction. */
export function dataProtectionProblems({
  protectData = true,
  forceDestroyArtifacts = false,
}: DataProtection): Problem[] {
  if (!(protectData && forceDestroyArtifacts)) return [];
  return [
    {
      where: "forceDestroyArtifacts",
      given: "true, while protectData is true",
      allowed: "true only together with protectData: false",
      fix: "leave it out, or use npm run destroy, which asks for both in words",
    },
  ];
}
