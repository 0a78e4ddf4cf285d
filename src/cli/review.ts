import { writeFileSync } from "node:fs";
import { renderMarkdown } from "../review/markdown/render";
import { EXIT_CODES, review } from "../review/review";
import { runCommand } from "./command";
import { readReviewOptions } from "./review/options";
import { fromUser, readSources } from "./review/source";

const USAGE = `Usage: npm run --silent review -- <plan.json | --hcp-run <run-id>> [options]

Reviews a plan in words, dangers first. The plan is what "terraform show -json <plan file>" writes; - is the standard input.

  --allow <id>="<reason>"   lets a danger pass that was meant; once for each
  --plan-file <file>        the plan file itself: its hash then stands in the review
  --hcp-run <run-id>        reviews a run in HCP Terraform instead of a file; the token is found where Terraform finds it
  --hostname <host>         where that run is; app.terraform.io unless given
  --base-lock <file> --head-lock <file>
                            provider lock files before and after
  --format markdown|json    markdown unless given
  --out <file>              writes there instead of to the standard output

Exit codes: 0 nothing dangerous, 2 somebody has to look, 3 refused, 1 no review.`;

async function run(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const options = readReviewOptions(args, USAGE);
  const document = review({ ...(await readSources(options)), allowances: options.allowances });
  const text = options.format === "json" ? `${JSON.stringify(document, null, 2)}\n` : renderMarkdown(document);
  if (options.out === undefined) process.stdout.write(text);
  else writeFileSync(fromUser(options.out), text);
  process.exitCode = EXIT_CODES[document.verdict];
}

runCommand(run);
