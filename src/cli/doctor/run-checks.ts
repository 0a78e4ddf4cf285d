import { awsError, missingPermission } from "../aws-errors";
import { Check, Context, Finding } from "./check";
import { findingsOf } from "./finding";

/** Runs one check. Whatever it throws becomes a finding, so that the others go on. */
export async function runCheck(check: Check, context: Context): Promise<readonly Finding[]> {
  const say = findingsOf(check.name);
  try {
    return await check.run(context);
  } catch (error) {
    const permission = missingPermission(error);
    if (permission !== undefined)
      return [say.skipped(`not looked at, because the credentials lack the permission ${permission}.`)];
    const { name, message } = awsError(error);
    return [say.skipped(`not looked at, because AWS answered ${name}: ${message.split("\n")[0] ?? ""}`)];
  }
}

/** Runs checks beside each other and tells the findings of each in their order, as soon as they are there. */
export async function runChecks(
  checks: readonly Check[],
  context: Context,
  tell: (findings: readonly Finding[]) => void,
): Promise<readonly Finding[]> {
  const running = checks.map((check) => runCheck(check, context));
  const all: Finding[] = [];
  for (const findings of running) {
    const found = await findings;
    tell(found);
    all.push(...found);
  }
  return all;
}
