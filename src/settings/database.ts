import { Construct } from "constructs";
import { DatabaseSettings, DatabaseSource } from "../storage/database";
import { AuroraSettings } from "../storage/metadata-database";
import { declareVariable, matches, wholeNumber } from "../terraform/variable";
import { regionalArn } from "./arns";
import { declareGivenDatabaseVariables } from "./given-database";

/** The metadata database. */
export interface DatabaseVariables {
  readonly settings: DatabaseSettings;
  /** Where the task fetches the certificate authorities of the database. */
  readonly caBundleUrl: string;
}

/** The variables of the database that a stack has. */
export function declareDatabaseVariables(stack: Construct, source: DatabaseSource): DatabaseVariables {
  const caBundleUrl = declareCaBundleUrl(stack);
  switch (source) {
    case "new":
      return { caBundleUrl, settings: { source, ...declareAuroraVariables(stack), snapshotIdentifier: undefined } };
    case "restored": {
      const aurora = declareAuroraVariables(stack);
      return { caBundleUrl, settings: { source, ...aurora, snapshotIdentifier: declareSnapshotIdentifier(stack) } };
    }
    case "given":
      return { caBundleUrl, settings: { source, ...declareGivenDatabaseVariables(stack) } };
  }
}

/** Size, version and upkeep of a cluster of the stack's own. */
function declareAuroraVariables(stack: Construct): Omit<AuroraSettings, "snapshotIdentifier"> {
  const maxCapacity = declareVariable(stack, "database_max_capacity", {
    type: "number",
    default: 4,
    description: "Most Aurora capacity units (ACU, about 2 GiB each), 1 to 256 in steps of 0.5.",
    rules: [
      {
        holds:
          "var.database_max_capacity >= 1 && var.database_max_capacity <= 256 && floor(var.database_max_capacity * 2) == var.database_max_capacity * 2",
        error:
          "database_max_capacity is ${var.database_max_capacity}. Give 1 to 256 in steps of 0.5 (Aurora capacity units).",
      },
    ],
  });
  declareVariable(stack, "database_auto_pause", {
    type: "bool",
    default: true,
    description:
      "true: the database pauses when idle, costs nothing but storage, and takes 15 to 30 seconds to resume. false: never below 0.5 ACU.",
  });
  declareVariable(stack, "database_seconds_until_auto_pause", {
    type: "number",
    default: 300,
    description: "Idle seconds before the pause, 300 to 86400. Without meaning when database_auto_pause is false.",
    rules: [wholeNumber("database_seconds_until_auto_pause", 300, 86400, "seconds")],
  });
  const skipFinalSnapshot = declareVariable(stack, "database_skip_final_snapshot", {
    type: "bool",
    default: false,
    description: "true destroys the database without a last snapshot. All experiments, runs and models are then lost.",
  });
  const engineVersion = declareVariable(stack, "database_engine_version", {
    type: "string",
    default: "8.0.mysql_aurora.3.10.5",
    description:
      "Aurora MySQL version, 8.0.mysql_aurora.3.08.0 or later: earlier ones cannot pause. Never upgraded behind your back.",
    rules: [
      {
        // 3.11.0 was withdrawn.
        holds: `${matches("var.database_engine_version", "^8\\.0\\.mysql_aurora\\.3\\.(0[89]|1[0-9])\\.(0|[1-9][0-9]?)$")} && !${matches("var.database_engine_version", "\\.3\\.11\\.0$")}`,
        error:
          "database_engine_version is '${var.database_engine_version}'. Give a full version from 8.0.mysql_aurora.3.08.0 on, not 3.11.0, for example 8.0.mysql_aurora.3.10.5.",
      },
    ],
  });
  const passwordVersion = declareVariable(stack, "database_password_version", {
    type: "number",
    default: 1,
    description: "Raise it by one after the password secret got a new value: the database then takes the new password.",
    rules: [wholeNumber("database_password_version", 1, 1000000, "a counter")],
  });
  return {
    maxCapacityAcu: maxCapacity.numberValue,
    skipFinalSnapshot: skipFinalSnapshot.booleanValue,
    engineVersion: engineVersion.stringValue,
    passwordVersion: passwordVersion.numberValue,
  };
}

function declareSnapshotIdentifier(stack: Construct): string {
  return declareVariable(stack, "database_snapshot_identifier", {
    type: "string",
    description: "Name or ARN of the cluster snapshot that the database begins with. Only its creation looks at it.",
    rules: [
      {
        // The hyphens count, too: 255 in all.
        holds: `${matches("var.database_snapshot_identifier", `^(${regionalArn("rds")}cluster-snapshot:)?(rds:)?[A-Za-z](-?[A-Za-z0-9]){0,254}$`)} && !${matches("var.database_snapshot_identifier", "[^:]{256}")}`,
        error:
          "database_snapshot_identifier is '${var.database_snapshot_identifier}'. Give the name (at most 255 characters) or the ARN of a snapshot of an Aurora MySQL cluster (aws rds describe-db-cluster-snapshots lists them).",
      },
    ],
  }).stringValue;
}

/** A host name whose last label has letters only, so no address; and 1 to 65535. */
const HOST = "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}";
const PORT = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

function declareCaBundleUrl(stack: Construct): string {
  return declareVariable(stack, "database_ca_bundle_url", {
    type: "string",
    default: "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem",
    description:
      "HTTPS address of the certificate authorities (PEM) that the database's certificate is checked against.",
    rules: [
      {
        holds: `${matches("var.database_ca_bundle_url", `^https://(${HOST}|localhost)(:${PORT})?/[A-Za-z0-9._~/%-]+$`)} && length(var.database_ca_bundle_url) <= 1024`,
        error:
          "database_ca_bundle_url is '${var.database_ca_bundle_url}'. Give an https:// address of a PEM file by host name, at most 1024 characters, without user, query and fragment.",
      },
    ],
  }).stringValue;
}
