import {
  DescribeSecretCommand,
  DescribeSecretCommandOutput,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { SECRET_NAMES, SecretName } from "../../settings/secrets";
import { unlessMissing } from "./aws-errors";
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
    const findings = await Promise.all(SECRET_NAMES.map((name) => findingOf(context, prefix, name)));
    const faults = findings.filter((finding) => finding !== undefined);
    if (faults.length > 0) return faults;
    return [say.ok(`${SECRET_NAMES.map((name) => prefix + name).join(", ")} have values of the right form.`)];
  },
};

async function findingOf(context: Context, prefix: string, name: SecretName): Promise<Finding | undefined> {
  const id = `${prefix}${name}`;
  const { secrets: client } = context.aws;
  const secret = await unlessMissing(
    client.send(new DescribeSecretCommand({ SecretId: id })),
    "ResourceNotFoundException",
  );
  const unusable = judgeSecret(id, secret, context.region);
  if (unusable !== undefined) return unusable;
  const underKey = await keyFault(context, id, secret?.KmsKeyId);
  if (underKey !== undefined) return underKey;
  const value = await unlessMissing(
    client.send(new GetSecretValueCommand({ SecretId: id })),
    "ResourceNotFoundException",
  );
  return judgeValue(id, name, value);
}

/** @param secret `undefined`: there is none of that name */
export function judgeSecret(
  id: string,
  secret: Pick<DescribeSecretCommandOutput, "DeletedDate"> | undefined,
  region: string,
): Finding | undefined {
  if (secret === undefined) {
    return say.problem(
      `there is no secret ${id} in ${region}.`,
      `Deploy the bootstrap stack, which makes the four secrets, or create it (aws secretsmanager create-secret --name ${id}); if yours have other names, set secret_prefix, and if they are in another region, AWS_REGION.`,
    );
  }
  if (secret.DeletedDate === undefined) return undefined;
  return say.problem(
    `the secret ${id} is scheduled for deletion.`,
    `Bring it back: aws secretsmanager restore-secret --secret-id ${id}`,
  );
}

/** @param answer `undefined`: the secret has no value yet. Its value never gets into the finding */
export function judgeValue(
  id: string,
  name: SecretName,
  answer: { readonly SecretString?: string | undefined } | undefined,
): Finding | undefined {
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
