import { toJsonAttribute } from "./json";

/** One statement of an IAM policy, in AWS's spelling. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as the JSON string that IAM and bucket policies take. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return toJsonAttribute({ Version: "2012-10-17", Statement: statements });
}
