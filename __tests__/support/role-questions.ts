import { createHash } from "node:crypto";
import { Json, JsonObject } from "./stack-json";

export type Identity = "administrator" | "task" | "execution";

/** A question as `python -m emulator.verdicts` takes it, with its name in the table of verdicts. */
export interface Question {
  readonly name: string;
  readonly as: Identity;
  readonly body: JsonObject;
}

/** What the questions are about: the stack's own things, and others that no role of it should reach. */
export interface Surroundings {
  /** Of the stack, and name of its cluster. */
  readonly name: string;
  readonly bucket: string;
  readonly otherBucket: string;
  /** ARNs of the secrets that the task names. */
  readonly secrets: readonly string[];
  readonly similarSecret: string;
  readonly otherSecret: string;
  /** The log groups that the task names. */
  readonly groups: readonly string[];
  readonly flowLogGroup: string;
  readonly otherGroup: string;
  /** A version of the artifact that `KEY` names in the first place. */
  readonly version: string;
  /** Two uploads that were begun in each place: one to complete, one to abort. */
  readonly uploads: readonly (readonly [string, string])[];
}

/** The folder of the stack, one whose name begins like it, and the top of the bucket. */
export const PLACES = [
  ["in team-a/", "team-a/"],
  ["in team-ab/", "team-ab/"],
  ["beside the folders", ""],
] as const;
export const KEY = "1/model.pkl";
export const STREAM = "verdicts";
const CONTENT = "x";
const ETAG = `"${createHash("md5").update(CONTENT).digest("hex")}"`;
const ACCOUNT = "123456789012";
const OTHER_ACCOUNT = "999999999999";

export function question(
  name: string,
  as: Identity,
  service: string,
  operation: string,
  parameters: JsonObject,
): Question {
  return { name, as, body: { as, service, operation, parameters } };
}

/** All questions, in an order in which each finds what it needs. */
export function questions(about: Surroundings): readonly Question[] {
  return [
    ...PLACES.flatMap(([place, folder], at) => artifacts(about, place, folder, about.uploads[at] ?? ["", ""])),
    ...bucketOf(about),
    ...elsewhere(about),
    ...execution(about),
    ...trusts("task"),
    ...trusts("execution"),
  ];
}

/** The life of an artifact: in one request, in parts, and interrupted. */
function artifacts(
  { bucket }: Surroundings,
  place: string,
  folder: string,
  [completed, aborted]: readonly [string, string],
): readonly Question[] {
  const s3 = (name: string, operation: string, parameters: JsonObject): Question =>
    question(`${name} ${place}`, "task", "s3", operation, { Bucket: bucket, ...parameters });
  const object = { Key: `${folder}${KEY}` };
  const upload = { Key: `${folder}parts`, UploadId: completed };
  return [
    s3("put", "put_object", { ...object, Body: CONTENT }),
    s3("get", "get_object", object),
    s3("head", "head_object", object),
    s3("begin upload", "create_multipart_upload", { Key: `${folder}begun` }),
    s3("put part", "upload_part", { ...upload, PartNumber: 1, Body: CONTENT }),
    s3("list parts", "list_parts", upload),
    s3("complete", "complete_multipart_upload", {
      ...upload,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: ETAG }] },
    }),
    s3("abort", "abort_multipart_upload", { Key: `${folder}parts`, UploadId: aborted }),
    s3("delete", "delete_object", object),
  ];
}

function bucketOf({ bucket, version }: Surroundings): readonly Question[] {
  const s3 = (name: string, operation: string, parameters: JsonObject = {}): Question =>
    question(name, "task", "s3", operation, { Bucket: bucket, ...parameters });
  const oldVersion = { Key: `team-a/${KEY}`, VersionId: version };
  return [
    s3("list team-a/", "list_objects_v2", { Prefix: "team-a/" }),
    s3("list team-a/1/", "list_objects_v2", { Prefix: "team-a/1/", Delimiter: "/" }),
    s3("list uploads in team-a/", "list_multipart_uploads", { Prefix: "team-a/" }),
    s3("list team-a, without a slash", "list_objects_v2", { Prefix: "team-a" }),
    s3("list team-ab/", "list_objects_v2", { Prefix: "team-ab/" }),
    s3("list everything", "list_objects_v2"),
    s3("list all uploads", "list_multipart_uploads"),
    s3("list versions", "list_object_versions", { Prefix: "team-a/" }),
    s3("get a version", "get_object", oldVersion),
    s3("delete a version", "delete_object", oldVersion),
    s3("read the bucket's policy", "get_bucket_policy"),
    s3("change the bucket's policy", "put_bucket_policy", { Policy: '{"Version":"2012-10-17","Statement":[]}' }),
    s3("delete the bucket's policy", "delete_bucket_policy"),
    s3("make the bucket public", "delete_public_access_block"),
    s3("suspend versions", "put_bucket_versioning", { VersioningConfiguration: { Status: "Suspended" } }),
  ];
}

/** What a task has no business with. */
function elsewhere(about: Surroundings): readonly Question[] {
  const task = (name: string, service: string, operation: string, parameters: JsonObject = {}): Question =>
    question(name, "task", service, operation, parameters);
  const other = { Bucket: about.otherBucket, Key: `team-a/${KEY}` };
  const stream = { logGroupName: about.groups[0] ?? "", logStreamName: STREAM };
  const policy = { RoleName: `${about.name}-ecs-task`, PolicyName: "artifacts" };
  return [
    task("list buckets", "s3", "list_buckets"),
    task("get from another bucket", "s3", "get_object", other),
    task("put into another bucket", "s3", "put_object", other),
    task("list another bucket", "s3", "list_objects_v2", { Bucket: about.otherBucket, Prefix: "team-a/" }),
    ...about.secrets.map((arn) =>
      task("read a secret of the task", "secretsmanager", "get_secret_value", { SecretId: arn }),
    ),
    task("create a stream", "logs", "create_log_stream", stream),
    task("write to a stream", "logs", "put_log_events", { ...stream, logEvents: events() }),
    task("list roles", "iam", "list_roles"),
    task("read its own policy", "iam", "get_role_policy", policy),
    task("change its own policy", "iam", "put_role_policy", { ...policy, PolicyDocument: "{}" }),
    task("list clusters", "ecs", "list_clusters"),
    task("run a task", "ecs", "run_task", { cluster: about.name, taskDefinition: about.name }),
  ];
}

function execution(about: Surroundings): readonly Question[] {
  const ask = (name: string, service: string, operation: string, parameters: JsonObject = {}): Question =>
    question(name, "execution", service, operation, parameters);
  const secret = (name: string, id: string): Question =>
    ask(name, "secretsmanager", "get_secret_value", { SecretId: id });
  const stream = (name: string, group: string): Question =>
    ask(name, "logs", "create_log_stream", { logGroupName: group, logStreamName: STREAM });
  const write = (group: string): Question =>
    ask("write to each group of the task", "logs", "put_log_events", {
      logGroupName: group,
      logStreamName: STREAM,
      logEvents: events(),
    });
  const artifact = { Bucket: about.bucket, Key: `team-a/${KEY}` };
  return [
    ...about.secrets.map((arn) => secret("read each secret of the task", arn)),
    secret("read a secret whose name begins like one of them", about.similarSecret),
    secret("read any other secret", about.otherSecret),
    ...about.secrets.map((arn) =>
      ask("change a secret of the task", "secretsmanager", "put_secret_value", { SecretId: arn, SecretString: "x" }),
    ),
    ...about.groups.map((group) => stream("create a stream in each group of the task", group)),
    ...about.groups.map(write),
    stream("create a stream in the flow log's group", about.flowLogGroup),
    stream("create a stream in another group", about.otherGroup),
    ask("create a group", "logs", "create_log_group", { logGroupName: `${about.groups[0] ?? ""}/more` }),
    ask("get an artifact", "s3", "get_object", artifact),
    ask("put an artifact", "s3", "put_object", artifact),
    ask("list artifacts", "s3", "list_objects_v2", { Bucket: about.bucket, Prefix: "team-a/" }),
    ask("list clusters", "ecs", "list_clusters"),
  ];
}

/** Who may become the role. */
function trusts(as: Identity): readonly Question[] {
  const cluster = (account: string, region = "eu-west-1"): string => `arn:aws:ecs:${region}:${account}:cluster/any`;
  const ask = (name: string, service: string, account: string, source: string): Question => ({
    name,
    as,
    body: { as, trusts: { service, account, source } },
  });
  const ecs = "ecs-tasks.amazonaws.com";
  return [
    ask("trusts ECS tasks", ecs, ACCOUNT, cluster(ACCOUNT)),
    ask("trusts EC2", "ec2.amazonaws.com", ACCOUNT, cluster(ACCOUNT)),
    ask("trusts the tasks of another account", ecs, OTHER_ACCOUNT, cluster(OTHER_ACCOUNT)),
    ask("trusts a cluster of another account", ecs, ACCOUNT, cluster(OTHER_ACCOUNT)),
    ask("trusts a cluster of another region", ecs, ACCOUNT, cluster(ACCOUNT, "us-east-1")),
  ];
}

function events(): Json {
  return [{ timestamp: Date.now(), message: "hello" }];
}
