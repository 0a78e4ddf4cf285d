import { Fn } from "cdktf";
import { Construct } from "constructs";
import { GivenDatabaseSettings } from "../storage/given-database";
import { declareVariable, matches, Rule, wholeNumber } from "../terraform/variable";
import { networkRules } from "./cidrs";

/** The MySQL database that exists before the stack. */
export function declareGivenDatabaseVariables(stack: Construct): GivenDatabaseSettings {
  const text = (name: string, description: string, rule: Rule, fallback?: string): string =>
    declareVariable(stack, name, {
      type: "string",
      description,
      ...(fallback === undefined ? {} : { default: fallback }),
      rules: [rule],
    }).stringValue;
  const host = text("database_host", "Host name of the MySQL database, as its TLS certificate has it.", {
    holds: `${matches("var.database_host", "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$")} && length(var.database_host) <= 253`,
    error:
      "database_host is '${var.database_host}'. Give a host name in lower case, at most 253 characters, without scheme and port; an address would not match the certificate.",
  });
  const databaseName = text(
    "database_name",
    "Name of the existing database (schema) that MLflow fills.",
    {
      holds: matches("var.database_name", "^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$"),
      error:
        "database_name is '${var.database_name}'. Give at most 64 letters, digits, underscores and hyphens, no hyphen first.",
    },
    "mlflow",
  );
  // It stands in the connection URI as it is.
  const username = text("database_username", "User with every right on that database, of schema changes too.", {
    holds: matches("var.database_username", "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$"),
    error:
      "database_username is '${var.database_username}'. Give at most 32 letters, digits, underscores, dots and hyphens.",
  });
  const port = declareVariable(stack, "database_port", {
    type: "number",
    default: 3306,
    description: "Port of the database.",
    rules: [wholeNumber("database_port", 1, 65535, "a TCP port")],
  });
  const cidrs = declareVariable(stack, "database_cidrs", {
    type: "list(string)",
    description: "IPv4 networks in which the addresses of the database lie, 1 to 20: the tasks may connect to them.",
    rules: networkRules("database_cidrs", 20),
  });
  return {
    host,
    databaseName,
    username,
    port: { text: Fn.tostring(port.value), number: port.numberValue },
    cidrs: cidrs.listValue,
  };
}
