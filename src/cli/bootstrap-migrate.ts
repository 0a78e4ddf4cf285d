import {
  BOOTSTRAP_KEY,
  connect,
  introduce,
  LOCAL_STATE,
  moveState,
  openSession,
  refuseProblems,
  Session,
  sessionEnvironment,
  setLocalStateAside,
} from "./bootstrap/session";
import { readObject } from "./bootstrap/existing";
import { isSameStack, parseState } from "./bootstrap/state-file";
import { CommandError, runCommand } from "./command";
import { requireTerraform } from "./terraform-cli";

const USAGE = `Usage: npm run bootstrap:migrate

Moves the bootstrap stack's state from this machine into the bucket that the stack has made, so that colleagues find it.
Run it again when it was interrupted; once the state is there it does nothing.`;

const NOTHING = "The state stays where it is.";

async function migrate(args: readonly string[]): Promise<void> {
  if (args.length > 0) {
    process.stdout.write(`${USAGE}\n`);
    if (!args.includes("--help")) throw new CommandError(`This command takes no arguments: ${args.join(" ")}`);
    return;
  }
  requireTerraform(process.env);
  const session = await openSession(process.env);
  introduce(session);
  refuseProblems(session.problems);
  const { choice, local, names, bucket } = session;
  const place = `s3://${names.bucket}/${BOOTSTRAP_KEY}`;

  switch (choice) {
    case "none":
      throw new CommandError("There is no state to move: run npm run bootstrap first.");
    case "bucket":
      process.stdout.write(`The state is in its bucket already: ${place}\n`);
      return;
    case "copied":
      // An earlier run copied it and was interrupted then.
      setLocalStateAside();
      process.stdout.write(`The state is in its bucket: ${place}\n`);
      return;
    case "conflict":
    case "local":
    case "local-newer":
  }
  if (local === undefined || bucket.kind !== "present" || local.table === undefined) {
    throw new CommandError(`The bucket or the table is not there yet: finish npm run bootstrap first. ${NOTHING}`);
  }
  // What was adopted is in the JSON, too, so that the folder is the same as after npm run bootstrap.
  const env = sessionEnvironment(session, session.state?.adopted ?? []);
  process.stdout.write(`Moving ${LOCAL_STATE} to ${place}\n`);
  connect("local", session, env, NOTHING);
  moveState("bucket", session, env, NOTHING);
  await verify(session);
  setLocalStateAside();
  process.stdout.write(`Moved: ${local.resources} resources, read back from ${place}\n`);
}

/** Before the only other copy is set aside. */
async function verify({ account, names, local }: Session): Promise<void> {
  const object = await readObject(names.bucket, BOOTSTRAP_KEY, account);
  const moved = object === undefined ? undefined : parseState(object);
  const isComplete = local !== undefined && moved?.resources === local.resources;
  if (!isComplete || !isSameStack(local, moved)) {
    throw new CommandError(
      `The state in bucket ${names.bucket} is not what ${LOCAL_STATE} holds: nothing was deleted, and ${LOCAL_STATE} still counts. Run this command again.`,
    );
  }
}

runCommand(migrate);
