import { withStateIn } from "../bootstrap/environment";
import { connect, openSession, placeOf, sessionEnvironment } from "../bootstrap/session";
import { CommandError } from "../command";
import { Check, Finding } from "./check";
import { findingsOf } from "./finding";
import { state } from "./state";

/** What is asked of AWS about the bootstrap stack: it needs neither zone nor certificate, nor what it makes itself. */
export const BOOTSTRAP_CHECKS: readonly Check[] = [state];

/** What a look at the bootstrap stack begins with. */
export interface BootstrapView {
  /** Names, versions and adoption as `npm run bootstrap` finds them, and where the state lies. */
  readonly env: NodeJS.ProcessEnv;
  readonly findings: readonly Finding[];
}

/**
 * Looks for the state on this machine and in the bucket, and connects Terraform with it, as the stack's own command does.
 * Without credentials there is nothing to look for: the check of those tells.
 */
export async function viewBootstrap(env: NodeJS.ProcessEnv): Promise<BootstrapView> {
  try {
    const session = await openSession(env);
    const place = placeOf(session.choice);
    const found = withStateIn(place, sessionEnvironment(session, session.state?.adopted ?? []));
    connect(place, session, found, "Nothing was looked at.");
    const say = findingsOf("bootstrap");
    return { env: found, findings: session.problems.map((problem) => say.problem(problem, "Then run this again.")) };
  } catch (error) {
    if (error instanceof CommandError) return { env, findings: [] };
    throw error;
  }
}
