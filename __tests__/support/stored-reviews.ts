import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readLockFile } from "../../src/review/lock-file";
import { renderMarkdown } from "../../src/review/markdown/render";
import { readPlan } from "../../src/review/plan";
import { ReviewDocument } from "../../src/review/review-document";
import { review } from "../../src/review/review";
import { DANGEROUS_EDITS } from "./edits/dangerous";
import { Edit } from "./edits/edit";
import { RECORDED_PLANS } from "./recorded-plan";
import { PROJECT } from "./synthesis";

/** The reviews that are kept as documentation. */
export const REVIEWS = join(PROJECT, "docs/reviews");

/** The plan of a deployment that is not there yet. */
export const FIRST: Edit = { name: "first", title: "The first deployment" };

/** Edits whose reviews are kept. */
export const STORED: readonly Edit[] = [FIRST, ...DANGEROUS_EDITS];

/** The provider lock file that Terraform wrote for the stack. */
export const RECORDED_LOCK = join(RECORDED_PLANS, "terraform.lock.hcl");

/** The review of an edit by the JSON of its plan. */
export async function reviewOf({ lockFile }: Edit, json: string): Promise<ReviewDocument> {
  const evidence = { plan: readPlan(JSON.parse(json)), allowances: [] };
  if (lockFile === undefined) return review(evidence);
  const base = readFileSync(RECORDED_LOCK, "utf8");
  const locks = { base: await readLockFile(base), head: await readLockFile(lockFile(base)) };
  return review({ ...evidence, locks });
}

/** A file of docs/reviews: what somebody did, and what the review says. */
export async function storedReview(edit: Edit, json: string): Promise<string> {
  return `# ${edit.title}\n\n${renderMarkdown(await reviewOf(edit, json))}`;
}

/** The list of them. @param planOf the plan of an edit, in JSON */
export async function storedIndex(planOf: (name: string) => string): Promise<string> {
  const rows = await Promise.all(
    STORED.map(async (edit) => {
      const { verdict, dangers } = await reviewOf(edit, planOf(edit.name));
      return `| [${edit.title}](${edit.name}.md) | ${verdict} | ${dangers.map(({ id }) => `\`${id}\``).join(", ")} |`;
    }),
  );
  return [
    "# Reviews of real plans",
    "",
    "Plans that Terraform made on an emulated AWS account, as `npm run review` tells them; ids are counted through. Tests make",
    "the plans anew and compare.",
    "",
    "| what somebody did | verdict | dangers |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
