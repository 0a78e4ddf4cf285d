import { DangerRule } from "../danger";
import { numberAt, valueAt } from "../plan-value";
import { beforeAfter, lost, touched, turning } from "./changes";

export const SECRET_LOST: DangerRule = {
  id: "secret-lost",
  verdict: "refuse",
  title: "A secret or a key goes",
  why: "What was encrypted with it, or signed in with it, cannot be read any more: neither database nor backups.",
  fix: "Undo the attribute that forces it. If it is meant, note the value, or keep the key, first.",
  find: ({ plan }) =>
    lost(plan, "aws_secretsmanager_secret", "aws_kms_key", "aws_kms_replica_key", "aws_ssm_parameter"),
};

export const SECRET_RECOVERY: DangerRule = {
  id: "secret-recovery-weakened",
  verdict: "human",
  title: "A deleted secret or key is gone sooner",
  why: "The recovery window is the time in which a mistake can be undone.",
  fix: "Only before a destroy that is meant.",
  find: ({ plan }) =>
    WINDOWS.flatMap(([type, attribute, safe]) =>
      touched(plan, type)
        .filter(({ before, after }) => {
          const young = numberAt(after, attribute);
          return young !== undefined && young < (numberAt(before, attribute) ?? safe);
        })
        .map((change) => ({
          address: change.address,
          what: `${attribute}: ${beforeAfter(change, attribute)}.`,
        })),
    ),
};

/** With the shortest window of a new one that is no danger, in days: AWS's own minimum. */
const WINDOWS = [
  ["aws_secretsmanager_secret", "recovery_window_in_days", 7],
  ["aws_kms_key", "deletion_window_in_days", 7],
] as const;

export const KEY_DISABLED: DangerRule = {
  id: "key-disabled",
  verdict: "refuse",
  title: "A key cannot be used any more",
  why: "Database, artifacts and secrets under a disabled key cannot be read.",
  fix: "Leave is_enabled on.",
  find: ({ plan }) =>
    turning(plan, ["aws_kms_key"], (side) => valueAt(side, "is_enabled") === false, "is_enabled is turned off."),
};

export const LOCK_TABLE_LOST: DangerRule = {
  id: "lock-table-lost",
  verdict: "refuse",
  title: "A table goes",
  why: "The lock table is what keeps two applies from writing one state at the same time.",
  fix: "Undo the attribute that forces it. If it is meant, let nobody apply meanwhile.",
  find: ({ plan }) => lost(plan, "aws_dynamodb_table"),
};

export const LOCK_TABLE_UNPROTECTED: DangerRule = {
  id: "lock-table-unprotected",
  verdict: "human",
  title: "A table's protection goes",
  why: "Without deletion protection anybody can delete it, and without point-in-time recovery it does not come back.",
  fix: "Only before a destroy that is meant.",
  find: ({ plan }) => [
    ...turning(
      plan,
      ["aws_dynamodb_table"],
      (side) => valueAt(side, "deletion_protection_enabled") !== true,
      "The deletion protection is off.",
    ),
    ...turning(
      plan,
      ["aws_dynamodb_table"],
      (side) => valueAt(side, "point_in_time_recovery", 0, "enabled") !== true,
      "The point-in-time recovery is off.",
    ),
  ],
};
