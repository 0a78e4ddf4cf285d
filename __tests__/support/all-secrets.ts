import { Emulator } from "./emulator";
import { run } from "./run";
import { object, parse, text } from "./stack-json";

/** Every value that Secrets Manager of an account holds, of every version, by name and version. */
export function allSecretValues(emulator: Emulator): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of emulator.aws("secretsmanager list-secrets", "SecretList[].Name")) {
    const versions = emulator.aws(
      `secretsmanager list-secret-version-ids --include-deprecated --secret-id ${name}`,
      "Versions[].VersionId",
    );
    for (const version of versions) {
      const value = secretValue(emulator, name, version);
      if (value.startsWith("{")) {
        for (const [key, part] of Object.entries(object(parse(value))))
          values[`${name} ${version} ${key}`] = text(part);
      } else {
        values[`${name} ${version}`] = value;
      }
    }
  }
  return values;
}

/** The value letter by letter: the CLI's text output would lose spaces at an end. */
export function secretValue(emulator: Emulator, name: string, version?: string): string {
  const args = ["secretsmanager", "get-secret-value", "--secret-id", name, "--output", "json"];
  const ofVersion = version === undefined ? [] : ["--version-id", version];
  const { stdout } = run("aws", [...args, ...ofVersion], { env: emulator.environment });
  return text(object(parse(stdout)).SecretString);
}

/** Ids of all versions of all secrets: they tell whether anything was written. */
export function secretVersions(emulator: Emulator): string[] {
  return emulator
    .aws("secretsmanager list-secrets", "SecretList[].Name")
    .sort()
    .map(
      (name) =>
        `${name}: ${emulator.aws(`secretsmanager list-secret-version-ids --secret-id ${name}`, "Versions[].VersionId").sort().join(" ")}`,
    );
}

const READ_BUCKET = `
import sys, boto3
bucket = boto3.resource("s3").Bucket(sys.argv[1])
for version in bucket.object_versions.all():
    if version.size is not None:
        sys.stdout.buffer.write(version.get()["Body"].read())
`;

/** Every version of every object of a bucket, as one text. */
export function bucketText(emulator: Emulator, bucket: string): string {
  return run("python", ["-c", READ_BUCKET, bucket], { env: emulator.environment }).stdout;
}
