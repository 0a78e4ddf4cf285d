import { OidcProvider } from "../auth/oidc";
import { refuse } from "../terraform/problem";

/** Who signs people in at a rehearsal, in place of the stack's own identity provider. */
export interface Rehearsal {
  readonly identityProvider?: OidcProvider;
}

/** Environment variable with the issuer of a rehearsal; `npm run rehearse` sets it. */
export const REHEARSAL_ISSUER_VARIABLE = "MLFLOW_REHEARSAL_ISSUER";

/**
 * Reads `MLFLOW_REHEARSAL_ISSUER`; unset and empty are the same, and change nothing.
 *
 * On AWS nothing listens on the loopback address of a task under that name: a deployment that was made with the variable
 * set by mistake admits nobody.
 *
 * @throws InvalidSettingsError for an issuer that is not on the own machine
 */
export function rehearsalFromEnvironment(env: Readonly<Record<string, string | undefined>>): Rehearsal {
  const issuerUrl = env[REHEARSAL_ISSUER_VARIABLE];
  if (!issuerUrl) return {};
  if (!isOnThisMachine(issuerUrl)) {
    refuse([
      {
        where: REHEARSAL_ISSUER_VARIABLE,
        given: JSON.stringify(issuerUrl),
        allowed: "https://localhost:<port>, without anything behind it",
        fix: "leave it unset: npm run rehearse sets it by itself; for an issuer of your own set identityProvider in main.ts",
      },
    ]);
  }
  return { identityProvider: { type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true } };
}

function isOnThisMachine(issuerUrl: string): boolean {
  const port = Number(/^https:\/\/localhost:([1-9][0-9]{0,4})$/.exec(issuerUrl)?.[1]);
  return port <= 65535;
}
