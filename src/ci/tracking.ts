import { AUDIENCE } from "../auth/audience";
import { Problem } from "../terraform/problem";
import { nameProblems, NameRule, TrackingTrust } from "./platform";

/** Jobs that track runs in MLflow by tokens of AWS STS. Whoever can start one of them is an administrator of MLflow. */
export interface Tracking<Job> {
  /** At least one; all of them get the same role. Their subjects together have at most 1,500 characters. */
  readonly jobs: readonly Job[];
  /** For whom the tokens are: `audience` of the mlflow stack's entry in `bearerTokens` for this account. */
  readonly audience: string;
}

/** How a job is written in a token, and the rules for its settings. */
export interface TrackingJob {
  readonly subject: string;
  readonly rules: readonly NameRule[];
  /** What no rule about one setting can say. */
  readonly problems?: readonly Problem[];
}

/** IAM takes 2,048 characters of a trust policy, of which some are there without any subject. */
const MOST_SUBJECT_CHARACTERS = 1500;

/** Whom the role trusts: exactly the jobs that are named. */
export function trackingTrust({ audience }: Tracking<unknown>, jobs: readonly TrackingJob[]): TrackingTrust {
  return { audience, claims: { equal: { sub: jobs.map(({ subject }) => subject) } } };
}

/** Everything that is wrong with the settings. */
export function trackingProblems({ audience }: Tracking<unknown>, jobs: readonly TrackingJob[]): Problem[] {
  const size = jobs.reduce((sum, { subject }) => sum + subject.length, 0);
  return [
    ...nameProblems([audienceRule(audience)]),
    ...(jobs.length > 0
      ? []
      : [{ where: "jobs", given: "none", allowed: "at least one", fix: "name the jobs that track runs" }]),
    ...(size <= MOST_SUBJECT_CHARACTERS
      ? []
      : [
          {
            where: "jobs",
            given: `${size} characters of subjects`,
            allowed: `at most ${MOST_SUBJECT_CHARACTERS}: IAM limits the trust policy of a role`,
            fix: "name fewer jobs, for example one repository whose workflow the others start",
          },
        ]),
    ...jobs.flatMap(({ rules, problems = [] }, index) =>
      [...nameProblems(rules), ...problems].map((problem) => ({
        ...problem,
        where: problem.where === "" ? `jobs[${index}]` : `jobs[${index}].${problem.where}`,
      })),
    ),
  ].map((problem) => ({ ...problem, where: `tracking.${problem.where}` }));
}

/** One that version 1 of the AWS CLI does not download. */
function audienceRule(value: string): NameRule {
  return {
    where: "audience",
    value,
    pattern: new RegExp(`^(?!https?:)${AUDIENCE}$`, "i"),
    allowed: "1 to 256 letters, digits and ._:/~- characters, without https://",
    fix: "give the audience that bearerTokens of the mlflow stack names, for example mlflow.example.com",
  };
}
