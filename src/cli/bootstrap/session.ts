import { existsSync, readFileSync, renameSync } from "node:fs";
import { stateKey } from "../../state/s3-state";
import { CommandError, synthesize } from "../command";
import { TerraformCli } from "../terraform-cli";
import { Account, identify } from "./account";
import { terraformEnvironment, withStateIn } from "./environment";
import { BucketFound, findBucket, readObject } from "./existing";
import { Names, resolveNames } from "./names";
import { bucketProblems } from "./preflight";
import { BootstrapState, chooseState, parseState, StateChoice } from "./state-file";

/** Beside `cdktf.out`, where the local backend of the stack puts it. */
export const LOCAL_STATE = "terraform.bootstrap.tfstate";
/** What is left of it after it was moved: a copy, which no synth works on. */
export const MIGRATED_STATE = `${LOCAL_STATE}.migrated`;
export const BOOTSTRAP_FOLDER = "cdktf.out/stacks/bootstrap";
/** The stack's own state in its bucket. */
export const BOOTSTRAP_KEY = stateKey("bootstrap", { type: "s3" });

/** What every command about the bootstrap stack finds out first. Nothing is changed by it. */
export interface Session {
  readonly account: Account;
  readonly names: Names;
  readonly bucket: BucketFound;
  readonly local: BootstrapState | undefined;
  readonly remote: BootstrapState | undefined;
  readonly choice: StateChoice;
  /** The state that counts. */
  readonly state: BootstrapState | undefined;
  readonly problems: readonly string[];
}

/** Asks AWS who is there, works out the names, and looks for the state on this machine and in the bucket. */
export async function openSession(env: NodeJS.ProcessEnv): Promise<Session> {
  const account = await identify(env);
  const local = readLocalState();
  const first = resolveNames(env, account, local !== undefined && local.resources > 0 ? local : undefined);
  const { bucket: name } = first.names;

  const bucket = await findBucket(name, account);
  const object = bucket.kind === "present" ? await readObject(name, BOOTSTRAP_KEY, account) : undefined;
  const remote = object === undefined ? undefined : parseState(object);
  const choice = chooseState(local, remote);
  const state = choice === "bucket" || choice === "copied" ? remote : choice === "none" ? undefined : local;
  const { names, problems } = resolveNames(env, account, state);

  return {
    account,
    names,
    bucket,
    local,
    remote,
    choice,
    state,
    problems: [
      ...problems,
      ...bucketProblems(name, bucket, account.region),
      ...(object !== undefined && remote === undefined
        ? [`The object ${BOOTSTRAP_KEY} in bucket ${name} is no state of Terraform. Look at its older versions.`]
        : []),
      ...(choice === "conflict" ? [conflict(name)] : []),
    ],
  };
}

/** Tells who asks, and where: the wrong account is the most expensive mistake. */
export function introduce({ account: { account, region, caller } }: Session): void {
  process.stdout.write(`Account ${account}, region ${region}, as ${caller}\n`);
}

function readLocalState(): BootstrapState | undefined {
  if (!existsSync(LOCAL_STATE)) return undefined;
  const text = readFileSync(LOCAL_STATE, "utf8");
  const state = text.trim() === "" ? undefined : parseState(text);
  if (state === undefined && text.trim() !== "") {
    throw new CommandError(
      `${LOCAL_STATE} is no state of Terraform. Move it away, or bring it back. Nothing was changed.`,
    );
  }
  return state;
}

function conflict(bucket: string): string {
  return `${LOCAL_STATE} and the object ${BOOTSTRAP_KEY} in bucket ${bucket} are states of two different bootstrap stacks. Usually the bucket's is right, and the local one is from a trial in another account: move ${LOCAL_STATE} away and run this again. To look at it: terraform state list -state=${LOCAL_STATE}.`;
}

/** @throws CommandError with all of them, one paragraph each */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const title = problems.length === 1 ? "" : `${problems.length} problems:\n\n`;
  throw new CommandError(`${title}${problems.join("\n\n")}\n\nNothing was changed.`);
}

type Place = "local" | "bucket";

/** Writes the JSON for a place of the state and connects Terraform with it; nothing is moved. */
export function connect(place: Place, session: Session, env: NodeJS.ProcessEnv, consequence: string): TerraformCli {
  return initialize(["-reconfigure"], place, session, env, consequence);
}

/** The same, and moves the state there from where it is. */
export function moveState(place: Place, session: Session, env: NodeJS.ProcessEnv, consequence: string): TerraformCli {
  return initialize(["-migrate-state", "-force-copy"], place, session, env, consequence);
}

function initialize(
  flags: readonly string[],
  place: Place,
  session: Session,
  env: NodeJS.ProcessEnv,
  consequence: string,
): TerraformCli {
  synthesize(withStateIn(place, env), consequence);
  if (!existsSync(BOOTSTRAP_FOLDER)) throw new CommandError(`main.ts has no stack bootstrap. ${consequence}`);
  const terraform = new TerraformCli(BOOTSTRAP_FOLDER, env);
  terraform.quietly("init", ...flags, "-no-color", ...backendConfig(place, session));
  return terraform;
}

/** Not by `TF_STATE_BUCKET` at synth: that would be written into the JSON of the other stacks, too. */
function backendConfig(place: Place, { names, state }: Session): readonly string[] {
  if (place === "local") return [];
  return [
    `-backend-config=bucket=${names.bucket}`,
    `-backend-config=dynamodb_table=${names.table}`,
    // Without it Terraform asks for S3's own encryption, whatever the default of the bucket is.
    ...(state?.kmsKeyArn === undefined ? [] : [`-backend-config=kms_key_id=${state.kmsKeyArn}`]),
  ];
}

/** Where the state that counts lies. */
export function placeOf(choice: StateChoice): Place {
  return choice === "bucket" || choice === "copied" ? "bucket" : "local";
}

/** Takes the local file out of the way once the bucket has the same, else a later synth would work on a stale state. */
export function setLocalStateAside(): void {
  renameSync(LOCAL_STATE, MIGRATED_STATE);
  process.stdout.write(
    `${LOCAL_STATE} is now ${MIGRATED_STATE}: a copy that nothing reads. Delete it when you like.\n`,
  );
}

/** The environment of Terraform for what a session found. */
export function sessionEnvironment(
  { account, names, state }: Session,
  adopted: Parameters<typeof terraformEnvironment>[0]["adopted"],
): NodeJS.ProcessEnv {
  return terraformEnvironment({ env: process.env, region: account.region, names, state, adopted });
}
