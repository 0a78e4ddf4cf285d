import { Block, object, StackJson, text } from "../support/stack-json";

/** A check of checkov that a resource may fail. */
export interface Suppression {
  /** `aws_s3_bucket.artifacts`, `data.aws_availability_zones.network_zones_2241F3F0` */
  readonly address: string;
  readonly check: string;
  readonly reason: string;
}

/** What `suppress` wrote into the notes of resources and data sources. */
export function suppressionsOf(stack: StackJson): Suppression[] {
  return [...stack.resources(), ...stack.dataSources()].flatMap(({ address, attributes }: Block) =>
    Object.entries(object(object(attributes["//"] ?? {}).checkov ?? {})).map(([check, reason]) => ({
      address,
      check,
      reason: text(reason),
    })),
  );
}

/** What is wrong with a suppression by itself: no such id, no words. */
export function formProblems({ address, check, reason }: Suppression): string[] {
  const where = `${address}: suppress(..., "${check}", ${JSON.stringify(reason)})`;
  return [
    ...(/^CKV2?_AWS_[1-9]\d*$/.test(check) ? [] : [`${where}: not the id of a check, such as CKV_AWS_144`]),
    ...(reason.split(/\s+/).length >= 6 && /^[A-Z].*\.$/.test(reason)
      ? []
      : [`${where}: give a reason as a sentence of six words or more, from its capital to its full stop`]),
  ];
}
