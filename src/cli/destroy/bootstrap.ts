import { DESTROY_PHRASE_VARIABLE, destroyPhrases } from "../../settings/data-protection";
import {
  BOOTSTRAP_KEY,
  connect,
  introduce,
  moveState,
  openSession,
  placeOf,
  refuseProblems,
  Session,
  sessionEnvironment,
} from "../bootstrap/session";
import type { TerraformCli } from "../terraform-cli";
import { requirePhrase } from "./ask-phrase";
import type { DestroyOptions } from "./options";
import { isEmpty, StateInBucket, statesIn } from "./bucket-contents";
import { unprotectAndDestroy } from "./unprotect";

const NOTHING = "Nothing was destroyed.";

/** What loses its protection, and takes new settings, before it is destroyed. */
const PROTECTED =
  /^(aws_dynamodb_table\.lock-table|aws_s3_bucket\.state-bucket|aws_kms_key\..+|aws_secretsmanager_secret\..+)$/;

/** Destroys state bucket, lock table and secrets. A stack cannot delete the bucket that its state is in. */
export async function destroyBootstrap({ phrase: given, terraformArgs, usage }: DestroyOptions): Promise<void> {
  const session = await openSession(process.env);
  introduce(session);
  refuseProblems(session.problems);
  const env = sessionEnvironment(session, session.state?.adopted ?? []);
  const from = placeOf(session.choice);
  if ((session.state?.resources ?? 0) === 0) {
    process.stdout.write("Nothing to destroy: the state is empty.\n");
    return;
  }
  const phrases = destroyPhrases("bootstrap");
  const { bucket } = session.names;
  const hasBucket = session.bucket.kind === "present";
  const empty = !hasBucket || (await isEmpty(bucket));
  explain(session, empty, hasBucket ? await statesIn(bucket, BOOTSTRAP_KEY) : []);
  const phrase = await requirePhrase(given, empty ? phrases.stack : phrases.contents, phrases.contents, usage);

  // First to where it is, which forgets what an earlier command has connected the folder with.
  const before = connect(from, session, env, NOTHING);
  const existing = managed(before);
  const unprotected = { ...env, [DESTROY_PHRASE_VARIABLE]: phrase };
  if (from === "bucket") process.stdout.write("\nMoving the state out of the bucket that goes\n");
  const terraform =
    from === "bucket"
      ? moveState("local", session, unprotected, NOTHING)
      : connect("local", session, unprotected, NOTHING);

  unprotectAndDestroy(
    terraform,
    existing.filter((address) => PROTECTED.test(address)),
    terraformArgs,
  );
}

function managed(terraform: TerraformCli): readonly string[] {
  return terraform.lines("state", "list").filter((address) => !/^(data|ephemeral)\./.test(address));
}

function explain({ names, state }: Session, empty: boolean, states: readonly StateInBucket[]): void {
  const { contents, stack } = destroyPhrases("bootstrap");
  const adopted = state?.adopted ?? [];
  process.stdout.write(
    [
      "",
      `This destroys ${state?.resources ?? 0} resources of the bootstrap stack: bucket ${names.bucket}, table ${names.table} and the secrets ${names.secretPrefix}*${adopted.length === 0 ? "" : ", the adopted ones too"}. What stays:`,
      "  - the secrets, restorable for secret_recovery_window_in_days",
      ...(states.length === 0
        ? []
        : [
            "States in the bucket that still have resources. Without them Terraform knows nothing of what they manage,",
            "which keeps running and costing; destroy those stacks first (npm run destroy):",
            ...states.map(({ key, resources }) => `  - ${key}: ${resources} resources`),
          ]),
      empty
        ? "The bucket is empty."
        : "The bucket is not empty: every state and every old version of it is lost, of this stack, too.",
      `To go on, type: ${empty ? stack : contents}`,
      "",
    ].join("\n"),
  );
}
