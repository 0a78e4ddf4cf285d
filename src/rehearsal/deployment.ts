import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { REHEARSAL_ISSUER_VARIABLE } from "../settings/rehearsal";
import { SECRET_NAMES } from "../settings/secrets";
import { EmulatedAccount } from "./emulated-account";
import { terraformEnvironment } from "./environment";
import { Program } from "./program";
import { newestTask, RegisteredTask } from "./registered-task";
import { Supervisor } from "./supervisor";

/** Name that browsers resolve to this machine by themselves. */
export const HOST = "mlflow.localhost";
/** Who gets in, by e-mail domain. */
export const ALLOWED_DOMAIN = "example.com";
/** Audience of the bearer tokens that are accepted. */
export const AUDIENCE = "mlflow-rehearsal";

const STATE_BUCKET = "mlflow-rehearsal-states";
const LOCK_TABLE = "mlflow-terraform-lock";
/** By the default of `secret_prefix`. */
const SECRETS = SECRET_NAMES.map((name) => `mlflow/${name}`);

/** What the two stacks are told; everything else has its default. */
export interface DeploymentSettings {
  /** Environment of the synth, where main.ts shall see something. */
  readonly synthesis: Readonly<Record<string, string>>;
  /** Values of variables of the mlflow stack, as `TF_VAR_name`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly client: OAuthClient;
  /** For `terraform plan` and `apply` of the mlflow stack, such as `-var=name=value`. */
  readonly terraformArguments: readonly string[];
  readonly terraform: string;
}

/**
 * For a deployment that runs on this machine.
 *
 * @param issuerUrl who signs people in
 * @param caBundleUrl where the authorities of the database's certificate are fetched from
 */
export function onLocalhost(
  issuerUrl: string,
  caBundleUrl: string,
): Pick<DeploymentSettings, "synthesis" | "variables"> {
  return {
    synthesis: { [REHEARSAL_ISSUER_VARIABLE]: issuerUrl },
    variables: {
      TF_VAR_hosted_zone: "localhost",
      TF_VAR_domain: "localhost",
      TF_VAR_dns_record_name: "mlflow",
      TF_VAR_certificate_domain: HOST,
      TF_VAR_allowed_email_domains: JSON.stringify([ALLOWED_DOMAIN]),
      TF_VAR_bearer_audiences: JSON.stringify([AUDIENCE]),
      TF_VAR_database_ca_bundle_url: caBundleUrl,
    },
  };
}

/** A client as it is registered with the identity provider. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
}

/** A client of a rehearsal: nobody has to know it. */
export function newOAuthClient(): OAuthClient {
  return { id: "mlflow-on-localhost", secret: randomBytes(24).toString("base64url") };
}

/** Both stacks, as `main.ts` has them, applied to the emulated account by the commands of the README. */
export class Deployment {
  private readonly output: string;

  constructor(
    private readonly supervisor: Supervisor,
    private readonly account: EmulatedAccount,
    private readonly settings: DeploymentSettings,
  ) {
    // cdktf itself makes it, in a folder that is there.
    this.output = join(supervisor.folder, "cdktf.out");
  }

  /** Synthesizes with the bundle that the npm script has just built. */
  async synthesize(): Promise<void> {
    const program = this.supervisor.start("synth", [process.execPath, "build/main.js"], {
      env: this.environment({ CDKTF_OUTDIR: this.output, ...this.settings.synthesis }),
    });
    await program.succeeds();
  }

  /** Applies the bootstrap stack, state on this machine. */
  async applyBootstrap(): Promise<void> {
    const { id, secret } = this.settings.client;
    const env = this.environment({
      TF_VAR_state_bucket_name: STATE_BUCKET,
      TF_VAR_state_lock_table_name: LOCK_TABLE,
      TF_VAR_oauth2_client_version: "1",
      TF_VAR_oauth2_client_id: id,
      TF_VAR_oauth2_client_secret: secret,
    });
    await this.terraform("bootstrap", "init", [], env).succeeds();
    await this.terraform("bootstrap", "apply", ["-auto-approve"], env).succeeds();
  }

  /** Waits for what the mlflow stack needs of the other; the rest of it takes longer. */
  async untilSecretsAreThere(): Promise<void> {
    for (const name of SECRETS) while ((await this.account.secret(name)) === undefined) await sleep(200);
  }

  /** Applies the mlflow stack, state in the bucket. */
  async applyMlflow(): Promise<void> {
    await this.initMlflow();
    await this.mlflow("apply", ["-auto-approve", ...this.settings.terraformArguments]).succeeds();
  }

  /** Plans the mlflow stack instead. @returns the plan as `terraform show -json` writes it */
  async planMlflow(): Promise<string> {
    await this.initMlflow();
    await this.mlflow("plan", ["-out=tfplan", ...this.settings.terraformArguments]).succeeds();
    const shown = this.mlflow("show", ["-json", "tfplan"]);
    await shown.succeeds();
    return shown.output;
  }

  private async initMlflow(): Promise<void> {
    const backend = [`-backend-config=bucket=${STATE_BUCKET}`, `-backend-config=dynamodb_table=${LOCK_TABLE}`];
    await this.mlflow("init", backend).succeeds();
  }

  private mlflow(command: string, args: readonly string[]): Program {
    return this.terraform("mlflow", command, args, this.environment(this.settings.variables));
  }

  /** Waits for the task definition. ECS would start a task a little later, when the service is there, too. */
  async untilTaskIsRegistered(): Promise<RegisteredTask> {
    for (;;) {
      const task = await newestTask(this.account.ecs);
      if (task !== undefined) return task;
      await sleep(300);
    }
  }

  private terraform(stack: string, command: string, args: readonly string[], env: Record<string, string>): Program {
    const folder = join(this.output, "stacks", stack);
    return this.supervisor.start(
      `terraform-${stack}-${command}`,
      [this.settings.terraform, `-chdir=${folder}`, command, "-no-color", ...args],
      { env },
    );
  }

  private environment(more: Readonly<Record<string, string>>): Record<string, string> {
    return terraformEnvironment(process.env, {
      ...this.account.environment,
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      ...pluginCache(),
      ...more,
    });
  }
}

/** Without a mirror or a cache of the user's, a rehearsal would download the provider anew each time. */
function pluginCache(): Readonly<Record<string, string>> {
  const { TF_PLUGIN_CACHE_DIR, TF_CLI_CONFIG_FILE } = process.env;
  if (TF_PLUGIN_CACHE_DIR || TF_CLI_CONFIG_FILE) return {};
  const folder = join(process.cwd(), "build", "terraform-plugins");
  mkdirSync(folder, { recursive: true });
  return {
    TF_PLUGIN_CACHE_DIR: folder,
    // There is no lock file that the cached provider could be compared with.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
  };
}
