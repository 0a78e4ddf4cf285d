import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  GetSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { SECRET_NAMES, SecretName } from "../../settings/secrets";
import { unlessMissing } from "../aws-errors";
import { Check, Context, Finding } from "./check";
import { findingsOf, unknownVariables } from "./finding";
import { keyFault } from "./secret-keys";
import { valueFault } from "./secret-values";

const NAME = "secrets";
const say = findingsOf(NAME);

/** The four secrets: there, readable by the tasks, and with values that their readers take. */
export const secrets: Check = {
  name: NAME,
  run: async (context) => {
    if (!("secret_prefix" in context.synthesized.variables) || !("hosted_zone" in context.synthesized.variables))
      return [];
    const prefix = context.variables.text("secret_prefix");
    if (prefix === undefined) return unknownVariables(NAME, "secret_prefix");
    const looks = await Promise.all(SECRET_NAMES.map((name) => look(context, `${prefix}${name}`, name)));
    const missing = looks.flatMap(({ id, isMissing }) => (isMissing ? [id] : []));
    const findings = [
      ...(missing.length === 0 ? [] : [missingFinding(missing, context.region)]),
      ...looks.flatMap(({ finding }) => (finding === undefined ? [] : [finding])),
    ];
    if (findings.length > 0) return findings;
    return [say.ok(`${looks.map(({ id }) => id).join(", ")} have values of the right form.`)];
  },
};

/** What was seen of one secret; neither of the two when all is well. */
interface Look {
  readonly id: string;
  readonly isMissing: boolean;
  readonly finding?: Finding | undefined;
}

async function look(context: Context, id: string, name: SecretName): Promise<Look> {
  const { secrets: client } = context.aws;
  const secret = await unlessMissing(
    client.send(new DescribeSecretCommand({ SecretId: id })),
    "ResourceNotFoundException",
  );
  if (secret === undefined) return { id, isMissing: true };
  const finding =
    judgeDeletion(id, secret.DeletedDate) ??
    (await keyFault(context, id, secret.KmsKeyId)) ??
    judgeValue(id, name, await valueOf(context, id));
  return { id, isMissing: false, finding };
}

function valueOf({ aws }: Context, id: string): Promise<SecretAnswer | undefined> {
  return unlessMissing(aws.secrets.send(new GetSecretValueCommand({ SecretId: id })), "ResourceNotFoundException");
}

function missingFinding(ids: readonly string[], region: string): Finding {
  return say.problem(
    `${ids.length === 1 ? "this secret is" : "these secrets are"} not in ${region}: ${ids.join(", ")}.`,
    "Run npm run bootstrap, which makes the four, or create them (aws secretsmanager create-secret --name ...). If yours have other names, set secret_prefix; if they are in another region, AWS_REGION.",
  );
}

/** A deleted secret can still be seen for days, but not be read. */
export function judgeDeletion(id: string, deleted: Date | undefined): Finding | undefined {
  if (deleted === undefined) return undefined;
  return say.problem(
    `the secret ${id} is scheduled for deletion.`,
    `Bring it back: aws secretsmanager restore-secret --secret-id ${id}`,
  );
}

type SecretAnswer = Pick<GetSecretValueCommandOutput, "SecretString">;

/** @param answer `undefined`: the secret has no value yet. Its value never gets into the finding */
export function judgeValue(id: string, name: SecretName, answer: SecretAnswer | undefined): Finding | undefined {
  if (answer === undefined) return say.problem(`the secret ${id} has no value yet.`, put(id));
  const { SecretString: value } = answer;
  if (value === undefined) return say.problem(`the secret ${id} is binary; the tasks need text.`, put(id));
  const fault = valueFault(name, value);
  if (fault === undefined) return undefined;
  return say.problem(`the secret ${id} ${fault.what}. It must hold ${fault.must}.`, put(id));
}

/** `printf` and not `echo`, which adds a line break; standard input, because everybody sees the arguments of a process. */
function put(id: string): string {
  return `Put the value in: printf %s "$VALUE" | aws secretsmanager put-secret-value --secret-id ${id} --secret-string file:///dev/stdin`;
}
