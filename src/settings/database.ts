import { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { declareVariable, matches, wholeNumber } from "../terraform/variable";

/** The metadata database. */
export interface DatabaseVariables {
  /** Aurora capacity units, 1 to 256 in steps of 0.5. One is about 2 GiB of memory. */
  readonly maxCapacityAcu: number;
  /** true: pauses to 0 capacity units when nobody is connected. */
  readonly autoPause: IResolvable;
  readonly skipFinalSnapshot: IResolvable;
  readonly engineVersion: string;
  /** Raised by the user together with a new value of the password secret. */
  readonly passwordVersion: number;
  /** Where the task fetches the certificate authorities of RDS. */
  readonly caBundleUrl: string;
}

/** A host name whose last label has letters only, so no address; and 1 to 65535. */
const HOST = "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}";
const PORT = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

/** Size, version and upkeep of the metadata database. */
export function declareDatabaseVariables(stack: Construct): DatabaseVariables {
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
  const autoPause = declareVariable(stack, "database_auto_pause", {
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
  const caBundleUrl = declareVariable(stack, "database_ca_bundle_url", {
    type: "string",
    default: "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem",
    description:
      "HTTPS address of the certificate authorities (PEM) that the database's certificate is checked against.",
    rules: [
      {
        holds: `${matches("var.database_ca_bundle_url", `^https://${HOST}(:${PORT})?/[A-Za-z0-9._~/%-]+$`)} && length(var.database_ca_bundle_url) <= 1024`,
        error:
          "database_ca_bundle_url is '${var.database_ca_bundle_url}'. Give an https:// address of a PEM file by host name, at most 1024 characters, without user, query and fragment.",
      },
    ],
  });
  return {
    maxCapacityAcu: maxCapacity.numberValue,
    autoPause: autoPause.booleanValue,
    skipFinalSnapshot: skipFinalSnapshot.booleanValue,
    engineVersion: engineVersion.stringValue,
    passwordVersion: passwordVersion.numberValue,
    caBundleUrl: caBundleUrl.stringValue,
  };
}
