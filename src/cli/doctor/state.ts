import { Backend, backendOf, S3Backend } from "./backend";
import { Check, Context, Finding } from "./check";
import { findingsOf } from "./finding";
import { bucketFindings } from "./state-bucket";
import { lockTableFindings } from "./state-lock-table";

const NAME = "state";
const say = findingsOf(NAME);

/** Where the state lies: there, versioned, closed to the public, and locked. */
export const state: Check = {
  name: NAME,
  run: (context) => findingsFor(context, backendOf(context)),
};

function findingsFor(context: Context, backend: Backend): Promise<readonly Finding[]> {
  switch (backend.type) {
    case "s3":
      return s3Findings(context, backend);
    case "local":
      return Promise.resolve([
        say.warning(
          `the state is a file of this machine, ${backend.path}: nobody else can deploy, and with the file the stack is lost.`,
          context.stack === "bootstrap"
            ? "Move it into its bucket, where colleagues find it: npm run bootstrap:migrate"
            : "Enough for a trial. Otherwise leave state in main.ts at stateFromEnvironment, and run npm run bootstrap first.",
        ),
      ]);
    case "hcp-terraform":
      return Promise.resolve([say.skipped("the state is in HCP Terraform, which looks after it.")]);
    case "other":
      return Promise.resolve([say.skipped("main.ts has a backend of its own.")]);
  }
}

async function s3Findings(context: Context, backend: S3Backend): Promise<readonly Finding[]> {
  if (backend.bucket === "") {
    return [
      say.problem(
        "nothing says in which bucket Terraform's state lies.",
        "Run npm run bootstrap, which makes bucket and table and prints the lines that set TF_STATE_BUCKET and TF_STATE_LOCK_TABLE. Or give yours to terraform init as -backend-config=bucket=... and -backend-config=dynamodb_table=....",
      ),
    ];
  }
  const region = backend.region === "" ? context.region : backend.region;
  const findings = [
    ...(await bucketFindings(context.aws.in(region), backend.bucket, region)),
    ...(await lockTableFindings(context.aws.in(region), backend, region)),
  ];
  const faults = findings.filter(({ status }) => status !== "ok");
  if (faults.length > 0) return faults;
  const lock = backend.lockTable === "" ? "a lock file" : `the table ${backend.lockTable}`;
  return [say.ok(`s3://${backend.bucket}/${backend.key} in ${region}, versioned and closed, locked by ${lock}.`)];
}
