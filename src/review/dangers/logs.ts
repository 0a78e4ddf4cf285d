import { DangerRule } from "../danger";
import { numberAt, PlanObject, textAt } from "../plan-value";
import { beforeAfter, lost, touched } from "./changes";

const LOG_GROUP = "aws_cloudwatch_log_group";
const TRAIL = ["aws_flow_log", "aws_cloudtrail", "aws_config_configuration_recorder", "aws_guardduty_detector"];

export const LOGS_LOST: DangerRule = {
  id: "logs-lost",
  verdict: "human",
  title: "Logs go",
  why: "Who signed in, and which packets were refused, cannot be looked up any more.",
  fix: "Keep them, or export them first.",
  find: ({ plan }) => [
    ...lost(plan, LOG_GROUP),
    ...lost(plan, ...TRAIL),
    ...touched(plan, "aws_flow_log")
      .filter(
        ({ before, after }) => textAt(before, "traffic_type") === "ALL" && textAt(after, "traffic_type") !== "ALL",
      )
      .filter(({ after }) => after !== null)
      .map((change) => ({ address: change.address, what: `traffic_type: ${beforeAfter(change, "traffic_type")}.` })),
  ],
};

export const LOGS_SHORTENED: DangerRule = {
  id: "log-retention-lowered",
  verdict: "human",
  title: "Logs are kept for less time",
  why: "What is older is deleted at once.",
  fix: "Export what you need first.",
  find: ({ plan }) =>
    touched(plan, LOG_GROUP)
      .filter(({ before, after }) => before !== null && after !== null && days(after) < days(before))
      .map((change) => ({
        address: change.address,
        what: `retention_in_days: ${beforeAfter(change, "retention_in_days")}.`,
      })),
};

/** 0 means for ever. */
function days(side: PlanObject): number {
  const retention = numberAt(side, "retention_in_days") ?? 0;
  return retention === 0 ? Infinity : retention;
}
