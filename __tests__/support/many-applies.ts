import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "./emulator";
import { attemptBesideOthers, Ended, run } from "./run";
import { JsonObject, text } from "./stack-json";

const BUCKET = "hostile-values-state";
const TABLE = "hostile-values-lock";
const SECRETS = ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"];

const BOUNDARY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["ecr:*", "logs:*", "s3:*", "secretsmanager:GetSecretValue"], Resource: "*" }],
});

/**
 * What each set of values takes as given, made once in the account: state, zones, certificates, secrets, policies.
 * Returns the sets, with the ids of the zones where they name any id.
 */
export function prepareAccount(emulator: Emulator, sets: readonly JsonObject[]): readonly JsonObject[] {
  const aws = (...args: readonly string[]): string => run("aws", args, { env: emulator.environment }).stdout;
  aws("s3", "mb", `s3://${BUCKET}`);
  const key = ["--attribute-definitions", "AttributeName=LockID,AttributeType=S"];
  const schema = ["--key-schema", "AttributeName=LockID,KeyType=HASH", "--billing-mode", "PAY_PER_REQUEST"];
  aws("dynamodb", "create-table", "--table-name", TABLE, ...key, ...schema);
  const each = (value: (set: JsonObject) => string): readonly string[] => [...new Set(sets.map(value))];
  const zoneOf = ({ hosted_zone: zone }: JsonObject): string => text(zone).replace(/\.$/, "");
  const query = ["--query", "HostedZone.Id", "--output", "text"];
  const zones = new Map(
    each(zoneOf).map((zone, index) => {
      const id = aws("route53", "create-hosted-zone", "--name", zone, "--caller-reference", String(index), ...query);
      return [zone, id.trim().replace("/hostedzone/", "")];
    }),
  );
  for (const arn of each(({ iam_permissions_boundary_arn: boundary }) => text(boundary)).filter((arn) => arn !== "")) {
    const [, path = "", name = ""] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
    aws("iam", "create-policy", `--policy-name=${name}`, `--path=${path}`, `--policy-document=${BOUNDARY}`);
  }
  for (const name of each(({ certificate_domain: name, domain }) => text(name) || text(domain))) {
    aws("acm", "request-certificate", "--domain-name", name, "--validation-method", "DNS");
  }
  for (const prefix of each(({ secret_prefix: prefix }) => text(prefix))) {
    for (const name of SECRETS) {
      aws("secretsmanager", "create-secret", `--name=${prefix}${name}`, "--secret-string", "0123456789abcdef");
    }
  }
  return sets.map((set) =>
    set.hosted_zone_id === "" ? set : { ...set, hosted_zone_id: zones.get(zoneOf(set)) ?? "" },
  );
}

/** A working directory of its own for one set of values over the same JSON. */
export class Deployment {
  constructor(
    private readonly emulator: Emulator,
    private readonly folder: string,
    private readonly stateKey: string,
  ) {}

  /** Copies the JSON, untouched, and lays the values beside it. */
  async prepare(json: string, values: JsonObject): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    cpSync(json, join(this.folder, "cdk.tf.json"));
    writeFileSync(join(this.folder, "terraform.tfvars.json"), JSON.stringify(values));
    const backend = [`bucket=${BUCKET}`, `dynamodb_table=${TABLE}`, `key=${this.stateKey}`];
    const ended = await this.terraform("init", ...backend.map((setting) => `-backend-config=${setting}`));
    if (ended.status !== 0) throw new Error(ended.output);
  }

  terraform(...args: readonly string[]): Promise<Ended> {
    const options = { env: this.emulator.environment };
    return attemptBesideOthers("terraform", [`-chdir=${this.folder}`, ...args, "-no-color"], options);
  }
}
