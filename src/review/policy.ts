import { z } from "zod";
import { parseJson } from "./parse-json";
import { UnreadablePlanError } from "./plan";

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const principal = z.union([
  z.string().transform((text) => [text]),
  z
    .record(z.string(), texts)
    .transform((kinds) => Object.entries(kinds).flatMap(([kind, ids]) => ids.map((id) => `${kind}:${id}`))),
]);

const statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts.default([]),
  NotAction: texts.optional(),
  Resource: texts.default([]),
  NotResource: texts.optional(),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Condition: z.unknown().optional(),
});

const policy = z.object({ Statement: z.union([statement.transform((one) => [one]), z.array(statement)]) });

/** A statement with lists where IAM also takes single words; principals as `AWS:arn`, `Service:name` or `*`. */
export type Statement = z.infer<typeof statement>;

/** The statements of a policy in JSON; `undefined` where it is no policy. */
export function statementsOf(json: string): readonly Statement[] | undefined {
  return policy.safeParse(parseJson(json)).data?.Statement;
}

/**
 * The statements of a policy that a rule has to judge; none where there is no text.
 *
 * @throws UnreadablePlanError when it is no policy: unread, it would pass as harmless
 */
export function judgedStatements(json: string | undefined): readonly Statement[] {
  if (json === undefined || json === "") return [];
  const statements = statementsOf(json);
  if (statements === undefined)
    throw new UnreadablePlanError(`A policy cannot be read: ${json.slice(0, 100)}\nNothing was reviewed.`);
  return statements;
}
