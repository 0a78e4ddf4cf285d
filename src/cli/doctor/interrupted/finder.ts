import type { AwsClients } from "../aws-clients";
import type { PlannedResource } from "./planned-resource";

/** Something in the account that may be the planned resource. */
export interface Candidate {
  /** What Terraform imports by. */
  readonly importId: string;
  /** A command that has to run before the next apply, and why. */
  readonly first?: { readonly command: string; readonly reason: string };
  /** It holds a value already, which the next apply may replace. Its name. */
  readonly valued?: string;
  /** It has the name and not the tags: somebody else's, or made by hand. Never imported. */
  readonly foreign?: true;
}

/** Looks in the account for a planned resource. Returns nothing as long as the plan does not know what to look for. */
export type Finder = (wanted: PlannedResource, aws: AwsClients) => Promise<readonly Candidate[]>;

/** Finders by resource type. */
export type FinderTable = Readonly<Record<string, Finder>>;

/** A tag in the spelling of most services. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Candidates by their ids; what has none is none. */
export function candidates(ids: readonly (string | undefined)[]): readonly Candidate[] {
  return ids.flatMap((importId) => (importId === undefined ? [] : [{ importId }]));
}

/**
 * Whether something carries every tag that the resource would get. More may be there: AWS and companies add their own.
 * Without known tags nothing does.
 */
export function carriesTags(wanted: PlannedResource, found: readonly Tag[] | undefined): boolean {
  if (wanted.tags === undefined) return false;
  return Object.entries(wanted.tags).every(([key, value]) =>
    (found ?? []).some((tag) => tag.Key === key && (tag.Value ?? "") === value),
  );
}

/** Marks what has a name that is unique, and that somebody else may have taken. */
export function foreignUnlessTagged(
  wanted: PlannedResource,
  tags: readonly Tag[] | undefined,
): Pick<Candidate, "foreign"> {
  return carriesTags(wanted, tags) ? {} : { foreign: true };
}

/** The answer of AWS; `undefined` when it says that there is no such thing. */
export async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && /NotFound|NoSuch/.test(error.name)) return undefined;
    throw error;
  }
}

/** Those for which the question, put to AWS, is answered with yes. One after the other: they are few. */
export async function filterByAnswer<T>(things: readonly T[], question: (thing: T) => Promise<boolean>): Promise<T[]> {
  const kept: T[] = [];
  for (const thing of things) if (await question(thing)) kept.push(thing);
  return kept;
}
