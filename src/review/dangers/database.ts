import { DangerRule } from "../danger";
import { listAt, numberAt, PlanObject, PlanValue, textAt, valueAt } from "../plan-value";
import { beforeAfter, loss, lost, touched, turning, turns } from "./changes";

const CLUSTERS = ["aws_rds_cluster", "aws_db_instance"];
const INSTANCES = ["aws_rds_cluster_instance"];
/** What holds rows, or is the way to them. */
const DATA = [...CLUSTERS, "aws_rds_global_cluster", "aws_db_cluster_snapshot", "aws_db_snapshot"];

const is =
  (attribute: string, value: PlanValue) =>
  (side: PlanObject): boolean =>
    valueAt(side, attribute) === value;

export const DATABASE_LOST: DangerRule = {
  id: "database-lost",
  verdict: "refuse",
  title: "The database goes",
  why: "Runs, parameters, metrics and the model registry are in it. A new database is empty.",
  fix: "Undo the attribute that forces it. If it is meant, take a snapshot first and restore from it.",
  find: ({ plan }) => lost(plan, ...DATA),
};

export const DATABASE_RESTORED: DangerRule = {
  id: "database-restored",
  verdict: "refuse",
  title: "The database is made from a snapshot",
  why: "Everything written since the snapshot is not in it.",
  fix: "Restore into a second stack, or say that the loss is meant.",
  find: ({ plan }) =>
    touched(plan, ...CLUSTERS)
      .filter(({ action, changed }) => action !== "create" && RESTORES.some((attribute) => changed.includes(attribute)))
      .filter(({ after }) => after !== null && RESTORES.some((attribute) => isGiven(valueAt(after, attribute))))
      .map((change) => ({
        address: change.address,
        what: `snapshot_identifier: ${beforeAfter(change, "snapshot_identifier")}. ${loss(change)}`,
      })),
};

const RESTORES = ["snapshot_identifier", "restore_to_point_in_time", "s3_import"];

function isGiven(value: PlanValue): boolean {
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export const DATABASE_UNENCRYPTED: DangerRule = {
  id: "database-encryption-changed",
  verdict: "refuse",
  title: "The database's encryption changes",
  why: "Without encryption, or under another key, its disks, backups and snapshots are readable by others.",
  fix: "Leave storage_encrypted on and the key as it is.",
  find: ({ plan }) => [
    ...turning(
      plan,
      [...CLUSTERS, ...INSTANCES],
      is("storage_encrypted", false),
      "The storage is not encrypted any more.",
    ),
    ...touched(plan, ...CLUSTERS)
      .filter(({ before, after }) => {
        const [old, young] = [textAt(before, "kms_key_id"), textAt(after, "kms_key_id")];
        return old !== undefined && young !== undefined && old !== young;
      })
      .map((change) => ({ address: change.address, what: `kms_key_id: ${beforeAfter(change, "kms_key_id")}.` })),
  ],
};

export const DATABASE_PUBLIC: DangerRule = {
  id: "database-public",
  verdict: "refuse",
  title: "The database can be reached from the internet",
  why: "A public address and one security-group rule are all that is between it and the world.",
  fix: "Leave publicly_accessible off.",
  find: ({ plan }) =>
    turning(
      plan,
      ["aws_rds_cluster_instance", "aws_db_instance"],
      is("publicly_accessible", true),
      "publicly_accessible is on: the database gets a public address.",
    ),
};

export const DATABASE_PLAIN: DangerRule = {
  id: "database-plain-connections",
  verdict: "refuse",
  title: "The database accepts connections without TLS",
  why: "The password and everything else can be read on the way.",
  fix: "Leave require_secure_transport = ON in its parameter group.",
  find: ({ plan }) =>
    touched(plan, "aws_rds_cluster_parameter_group", "aws_db_parameter_group")
      .filter(({ before, after }) => requiresTls(before) && after !== null && !requiresTls(after))
      .map(({ address }) => ({ address, what: "require_secure_transport is not ON any more." })),
};

function requiresTls(side: PlanObject | null): boolean {
  return listAt(side, "parameter").some(
    (parameter) =>
      textAt(parameter, "name") === "require_secure_transport" && /^(on|1)$/i.test(textAt(parameter, "value") ?? ""),
  );
}

export const DATABASE_UNPROTECTED: DangerRule = {
  id: "database-unprotected",
  verdict: "human",
  title: "The database's deletion protection goes",
  why: "The next plan, or anybody in the console, can then delete the database.",
  fix: "Only before a destroy that is meant.",
  find: ({ plan }) =>
    touched(plan, ...CLUSTERS)
      .filter((change) => turns(change, (side) => valueAt(side, "deletion_protection") !== true))
      .map((change) => ({
        address: change.address,
        what: `deletion_protection: ${beforeAfter(change, "deletion_protection")}.`,
      })),
};

export const DATABASE_BACKUPS: DangerRule = {
  id: "database-backups-weakened",
  verdict: "human",
  title: "Fewer backups of the database",
  why: "Backups beyond the retention are gone at once; without a final snapshot a deletion is final.",
  fix: "Keep the retention, and skip the final snapshot only for a stack whose data nobody needs.",
  find: ({ plan }) => [
    ...touched(plan, ...CLUSTERS)
      .filter(({ before, after }) => {
        const [old, young] = [numberAt(before, "backup_retention_period"), numberAt(after, "backup_retention_period")];
        return young !== undefined && (old === undefined ? young < 1 : young < old);
      })
      .map((change) => ({
        address: change.address,
        what: `backup_retention_period in days: ${beforeAfter(change, "backup_retention_period")}.`,
      })),
    ...turning(plan, CLUSTERS, is("skip_final_snapshot", true), "Its deletion will leave no final snapshot."),
    ...touched(plan, ...CLUSTERS)
      .filter(({ before, after }) => after !== null && valueAt(before, "delete_automated_backups") === false)
      .filter(({ after }) => valueAt(after, "delete_automated_backups") === true)
      .map(({ address }) => ({ address, what: "Its deletion will delete its automated backups, too." })),
  ],
};

export const DATABASE_DOWNTIME: DangerRule = {
  id: "database-instance-replaced",
  verdict: "human",
  title: "An instance of the database is replaced",
  why: "The data stays in the cluster, but MLflow is down until the new instance serves it: some ten minutes.",
  fix: "Apply it when nobody trains.",
  find: ({ plan }) => lost(plan, ...INSTANCES),
};
