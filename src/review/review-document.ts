import { Verdict } from "./danger";
import { Action } from "./plan";
import { PartId } from "./parts";

/** One setting, before and after, as text without anything sensitive. */
export interface SettingChange {
  readonly what: string;
  /** Missing where there was nothing. */
  readonly before?: string;
  /** Missing where nothing is left. */
  readonly after?: string;
}

/** A change of text or of permissions, as the lines of a diff: each begins with `+`, `-`, a space or `@`. */
export interface TextChange {
  readonly what: string;
  readonly diff: readonly string[];
}

/** What happens to one resource, or to one container of it. */
export interface ChangeEntry {
  readonly address: string;
  /** `no-op`: it is only imported or moved. */
  readonly action: Exclude<Action, "read">;
  /** In words. */
  readonly name: string;
  readonly isImport: boolean;
  /** Its address until now, where a `moved` block gives it another one. */
  readonly movedFrom?: string;
  /** Settings that force a replacement. */
  readonly replacedBy: readonly string[];
  readonly settings: readonly SettingChange[];
  readonly texts: readonly TextChange[];
}

/** A part of the architecture in which something changes. */
export interface PartChanges {
  readonly part: PartId;
  readonly changes: readonly ChangeEntry[];
}

/** One change that many resources have in common. */
export interface CommonChange extends SettingChange {
  readonly addresses: readonly string[];
}

/** Which way the bill goes. Amounts stand in docs/cost.md. */
export interface CostChange {
  readonly direction: "up" | "down";
  readonly what: string;
}

/** How many resources; a replaced one counts once. An imported or moved one counts for what happens to it, too. */
export type Counts = Readonly<
  Record<"create" | "update" | "replace" | "delete" | "import" | "move" | "forget", number>
>;

/** A danger with its places. */
export interface DangerEntry {
  readonly id: string;
  readonly verdict: Verdict;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly findings: readonly { readonly address: string; readonly what: string }[];
}

/** A resource that is no longer as the state knows it. */
export interface DriftEntry {
  readonly address: string;
  readonly action: "update" | "delete";
  readonly attributes: readonly string[];
}

/** A review: what `--format json` prints. Fields are only added within a version. */
export interface ReviewDocument {
  readonly version: 1;
  /** `fine`: exit code 0, `human`: 2, `refuse`: 3. */
  readonly verdict: "fine" | Verdict;
  readonly terraformVersion: string;
  /** `sha256:` and the hash of the plan file, where one was given. */
  readonly planFile?: string;
  readonly counts: Counts;
  /** What people will notice. */
  readonly felt: readonly string[];
  readonly dangers: readonly DangerEntry[];
  readonly allowed: readonly (DangerEntry & { readonly reason: string })[];
  /** Ids of allowances that no danger needed. */
  readonly unusedAllowances: readonly string[];
  readonly common: readonly CommonChange[];
  readonly parts: readonly PartChanges[];
  readonly cost: readonly CostChange[];
  readonly outputs: readonly SettingChange[];
  readonly drift: readonly DriftEntry[];
}
