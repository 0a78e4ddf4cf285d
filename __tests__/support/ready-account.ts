import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "./emulator";
import { ProjectCopy } from "./project-copy";
import { Ended } from "./run";
import { Shell } from "./shell";
import { list, object, parse, text } from "./stack-json";

/** Domain of the zone and of the certificate, which covers `*.example.com`, too. */
export const DOMAIN = "example.com";

const VALUES = {
  "oauth2-client-id": "id.apps.example.com",
  "oauth2-client-secret": "GOCSPX-canary",
  "oauth2-cookie-secret": "0123456789abcdef0123456789abcdef",
  "store-db-password": "canary-password",
} as const;

/** One of the four secrets. */
export type Secret = keyof typeof VALUES;

/** A second shape beside the default one: it is given its key and its certificate, and has NAT gateways. */
const SECOND_STACK = `
  (app) =>
    new MlflowStack(app, "mlflow-given", {
      identityProvider: { type: "google" },
      state: { type: "local" },
      profile: "production",
      encryptionKey: "given",
      certificate: "given",
    }),
);`;

/** An account in which everything is ready for a deployment, and the doctor who looks at it. */
export class ReadyAccount {
  private constructor(
    private readonly emulator: Emulator,
    readonly project: ProjectCopy,
    readonly shell: Shell,
  ) {}

  /** Makes the account and what the stack takes as given; the doctor is built by its own script. */
  static async make(): Promise<ReadyAccount> {
    const emulator = await Emulator.start();
    const project = new ProjectCopy();
    const shell = new Shell(project.folder, emulator.environment);
    const main = join(project.folder, "main.ts");
    writeFileSync(main, readFileSync(main, "utf8").replace(/\n\);\s*$/, SECOND_STACK));
    emulator.seed(DOMAIN);
    shell.run(`
      export TF_VAR_hosted_zone=${DOMAIN} TF_VAR_domain=${DOMAIN} TF_VAR_dns_record_name=mlflow
      export TF_VAR_allowed_email_domains='["${DOMAIN}"]' TF_STATE_BUCKET=states TF_STATE_LOCK_TABLE=locks
      aws s3api create-bucket --bucket states --create-bucket-configuration LocationConstraint=eu-west-1
      aws s3api put-bucket-versioning --bucket states --versioning-configuration Status=Enabled
      aws s3api put-public-access-block --bucket states --public-access-block-configuration \\
        BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`);
    const account = new ReadyAccount(emulator, project, shell);
    account.makeTable("locks", "LockID");
    account.makeSecrets("mlflow/");
    return account;
  }

  async remove(): Promise<void> {
    await this.emulator.stop();
    this.project.remove();
  }

  makeTable(name: string, key: string): void {
    this.shell.run(`aws dynamodb create-table --table-name ${name} --billing-mode PAY_PER_REQUEST \\
      --attribute-definitions AttributeName=${key},AttributeType=S --key-schema AttributeName=${key},KeyType=HASH`);
  }

  /** The four secrets, all right but for one whose value is said; `undefined`: without a value. */
  makeSecrets(prefix: string, ...wrong: readonly (readonly [Secret, string | undefined])[]): void {
    const values = new Map<string, string | undefined>([...Object.entries(VALUES), ...wrong]);
    const commands = [...values].map(([name, value]) => {
      const create = `aws secretsmanager create-secret --name ${prefix}${name}`;
      return value === undefined ? create : `${create} --secret-string $'${value.replaceAll("\n", "\\n")}'`;
    });
    this.shell.run(commands.join("\n"));
  }

  /** The doctor as its script has built it; that takes half of the time. */
  doctor(settings: string, args: string): Ended {
    return this.shell.attempt(`${settings} node build/src/cli/doctor.js ${args}`);
  }

  /** Exit code of the doctor with these settings, and the findings of a check that are not `ok`, as text. */
  findings(check: string, settings = "", args = ""): { status: number | null; found: readonly string[] } {
    const { status, stdout, output } = this.doctor(settings, `--json ${args}`);
    if (!stdout.startsWith("{")) throw new Error(output);
    const report = object(parse(stdout));
    const found = list(report.findings).flatMap((finding) => {
      const { check: name, status: kind, message, fix = "" } = object(finding);
      return name === check && kind !== "ok" ? [`${text(kind)}: ${text(message)} ${text(fix)}`] : [];
    });
    if ((report.ok === true) !== (status === 0)) throw new Error(`exit code ${String(status)} with ${stdout}`);
    for (const value of Object.values(VALUES)) if (output.includes(value)) throw new Error(`it tells ${value}`);
    return { status, found };
  }

  /** The one finding of a check, which must be a problem. */
  problem(check: string, settings = "", args = ""): string {
    const { status, found } = this.findings(check, settings, args);
    const [only = "", ...others] = found;
    if (status !== 1 || !only.startsWith("problem: ") || others.length > 0)
      throw new Error(`exit code ${String(status)}, not one problem of ${check}:\n${found.join("\n")}`);
    return only;
  }
}
