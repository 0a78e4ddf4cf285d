import { Emulator, EMULATOR_BIN } from "./emulator";
import { KEY, PLACES, Question, question, questions, Surroundings } from "./role-questions";
import { run } from "./run";
import { JsonObject, list, object, parse, text } from "./stack-json";
import { PROJECT } from "./synthesis";

type Verdicts = Readonly<Record<string, string>>;

const ALLOWED = "allowed";
const DENIED = "denied";

/** All that an artifact's life asks for, at one place. */
const artifacts = (place: string, verdict: string): Verdicts =>
  Object.fromEntries(
    ["put", "get", "head", "begin upload", "put part", "list parts", "complete", "abort", "delete"].map((operation) => [
      `task: ${operation} ${place}`,
      verdict,
    ]),
  );

const trust = (role: string): Verdicts => ({
  [`${role}: trusts ECS tasks`]: ALLOWED,
  [`${role}: trusts EC2`]: DENIED,
  [`${role}: trusts the tasks of another account`]: DENIED,
  [`${role}: trusts a cluster of another account`]: DENIED,
  [`${role}: trusts a cluster of another region`]: DENIED,
});

/** What the two roles of a stack may do whose artifacts lie in `/team-a`: all of it, and nothing else. */
export const EXPECTED_VERDICTS: Verdicts = {
  ...artifacts("in team-a/", ALLOWED),
  ...artifacts("in team-ab/", DENIED),
  ...artifacts("beside the folders", DENIED),
  "task: list team-a/": ALLOWED,
  "task: list team-a/1/": ALLOWED,
  // S3 has no condition by which it could be limited to a folder.
  "task: list uploads in team-a/": DENIED,
  "task: list team-a, without a slash": DENIED,
  "task: list team-ab/": DENIED,
  "task: list everything": DENIED,
  "task: list all uploads": DENIED,
  "task: list versions": DENIED,
  "task: get a version": DENIED,
  "task: delete a version": DENIED,
  "task: read the bucket's policy": DENIED,
  "task: change the bucket's policy": DENIED,
  "task: delete the bucket's policy": DENIED,
  "task: make the bucket public": DENIED,
  "task: suspend versions": DENIED,
  "task: list buckets": DENIED,
  "task: get from another bucket": DENIED,
  "task: put into another bucket": DENIED,
  "task: list another bucket": DENIED,
  "task: read a secret of the task": DENIED,
  "task: create a stream": DENIED,
  "task: write to a stream": DENIED,
  "task: list roles": DENIED,
  "task: read its own policy": DENIED,
  "task: change its own policy": DENIED,
  "task: list clusters": DENIED,
  "task: run a task": DENIED,
  "execution: read each secret of the task": ALLOWED,
  "execution: read a secret whose name begins like one of them": DENIED,
  "execution: read any other secret": DENIED,
  "execution: change a secret of the task": DENIED,
  "execution: create a stream in each group of the task": ALLOWED,
  "execution: write to each group of the task": ALLOWED,
  "execution: create a stream in the flow log's group": DENIED,
  "execution: create a stream in another group": DENIED,
  "execution: create a group": DENIED,
  "execution: get an artifact": DENIED,
  "execution: put an artifact": DENIED,
  "execution: list artifacts": DENIED,
  "execution: list clusters": DENIED,
  ...trust("task"),
  ...trust("execution"),
};

/**
 * Uses both roles of an applied stack, with the credentials that its task definition gets, and tells what came of it.
 * A question that was put about several things has all their verdicts.
 */
export function roleVerdicts(emulator: Emulator, name: string): Verdicts {
  const asked = questions(surroundings(emulator, name));
  const answers = ask(emulator, name, asked);
  const verdicts = new Map<string, Set<string>>();
  asked.forEach((each, at) => {
    const row = `${each.as}: ${each.name}`;
    verdicts.set(row, (verdicts.get(row) ?? new Set<string>()).add(text(answers[at]?.verdict)));
  });
  return Object.fromEntries([...verdicts].map(([row, found]) => [row, [...found].sort().join(", ")]));
}

/** Finds the stack's things, and makes the others beside them. */
function surroundings(emulator: Emulator, name: string): Surroundings {
  const describe = `ecs describe-task-definition --task-definition ${name}`;
  const ofContainers = (query: string): readonly string[] => [
    ...new Set(emulator.aws(describe, `taskDefinition.containerDefinitions[].${query}`)),
  ];
  const bucket = emulator.aws("s3api list-buckets", `Buckets[?starts_with(Name,'${name}-artifacts')].Name`).join(" ");
  const secrets = new Set(
    ofContainers("secrets[].valueFrom").map((value) => value.replace(/(:secret:[^:]*):.*$/, "$1")),
  );
  // The name without the six characters that Secrets Manager added.
  const similarSecret = `${/:secret:(.*)-[^-]*$/.exec([...secrets][0] ?? "")?.[1] ?? ""}-old-of-${name}`;
  const about = {
    name,
    bucket,
    otherBucket: `nobodys-bucket-of-${name}`,
    secrets: [...secrets],
    similarSecret,
    otherSecret: `nobodys/secret-of-${name}`,
    groups: ofContainers('logConfiguration.options."awslogs-group"'),
    flowLogGroup: `/aws/vpc/flow-log/${name}`,
    otherGroup: `/nobodys/group-of-${name}`,
  };
  administer(emulator, name, elsewhere(about));
  const made = administer(emulator, name, artifactsIn(bucket));
  const given = (key: string): readonly string[] =>
    made.flatMap((answer) => (answer[key] === undefined ? [] : [text(answer[key])]));
  const uploads = given("UploadId");
  return {
    ...about,
    version: given("VersionId")[0] ?? "",
    uploads: PLACES.map((_, at) => [uploads[2 * at] ?? "", uploads[2 * at + 1] ?? ""]),
  };
}

const make = (service: string, operation: string, parameters: JsonObject): Question =>
  question(operation, "administrator", service, operation, parameters);

/** What no role of the stack should reach. It must exist: what is missing could look like a denial. */
function elsewhere(
  about: Pick<Surroundings, "otherBucket" | "similarSecret" | "otherSecret" | "otherGroup">,
): Question[] {
  return [
    make("s3", "create_bucket", {
      Bucket: about.otherBucket,
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
    make("s3", "put_object", { Bucket: about.otherBucket, Key: `team-a/${KEY}` }),
    make("secretsmanager", "create_secret", { Name: about.similarSecret, SecretString: "x" }),
    make("secretsmanager", "create_secret", { Name: about.otherSecret, SecretString: "x" }),
    make("logs", "create_log_group", { logGroupName: about.otherGroup }),
  ];
}

/** An artifact and two uploads at each place. */
function artifactsIn(bucket: string): Question[] {
  return PLACES.flatMap(([, folder]) => [
    make("s3", "put_object", { Bucket: bucket, Key: `${folder}${KEY}` }),
    make("s3", "create_multipart_upload", { Bucket: bucket, Key: `${folder}parts` }),
    make("s3", "create_multipart_upload", { Bucket: bucket, Key: `${folder}parts` }),
  ]);
}

function administer(emulator: Emulator, name: string, asked: readonly Question[]): readonly JsonObject[] {
  return ask(emulator, name, asked).map(({ verdict, answer }) => {
    if (verdict !== ALLOWED) throw new Error(`the administrator was answered ${JSON.stringify(verdict)}`);
    return object(answer);
  });
}

function ask(emulator: Emulator, family: string, asked: readonly Question[]): readonly JsonObject[] {
  const rows = JSON.stringify(asked.map(({ body }) => body));
  const args = ["-m", "emulator.verdicts", "--endpoint", emulator.url, "--family", family, rows];
  const { stdout } = run(`${EMULATOR_BIN}/python`, args, { cwd: PROJECT, env: emulator.environment });
  return list(parse(stdout)).map(object);
}
