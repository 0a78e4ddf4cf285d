import { LockedProviders } from "./lock-file";
import { Plan } from "./plan";

/** `human`: somebody has to look (exit code 2). `refuse`: not to be applied unless it was meant (exit code 3). */
export type Verdict = "human" | "refuse";

/** What the rules look at. */
export interface Evidence {
  readonly plan: Plan;
  /** The provider lock files before and after; the plan itself does not hold them. */
  readonly locks?: { readonly base: LockedProviders; readonly head: LockedProviders };
}

/** One place where a rule applies. */
export interface Finding {
  /** Address of the resource, or the name of the provider or variable. */
  readonly address: string;
  /** What changes there, in one sentence. */
  readonly what: string;
}

/** A kind of danger. Each rule is one constant; `dangers/index.ts` lists them. */
export interface DangerRule {
  /** For `--allow`, in kebab case. */
  readonly id: string;
  readonly verdict: Verdict;
  /** A few words, as the heading of its findings. */
  readonly title: string;
  /** Why it is a danger. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly find: (evidence: Evidence) => readonly Finding[];
}
