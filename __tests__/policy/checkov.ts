import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { number } from "../support/json-walk";
import { isList, JsonObject, list, object, parse, StackJson, text } from "../support/stack-json";
import { PROJECT, scratchFolder } from "../support/synthesis";
import { CheckovView, checkovView } from "./checkov-view";

/** What checkov says of one resource. */
export interface Finding {
  /** Name of the scanned stack. */
  readonly stack: string;
  readonly address: string;
  readonly check: string;
  /** checkov's own name of the check. */
  readonly title: string;
  readonly passed: boolean;
}

/**
 * The checks that read what is a string in the JSON, and pass there although they read nothing. They count in `documents.tf`
 * alone, and no others do there.
 */
const DOCUMENT_CHECKS = /^CKV_AWS_(33|60|61|62|63|70|93|286|287|288|289|290|334|335|336|355|393)$|^CKV2_AWS_40$/;

/** JSON, and HCL for `documents.tf`. */
const LANGUAGES = ["--framework", "terraform", "terraform_json"] as const;

/** A folder with a view of each stack in a folder of its name, for one run of checkov over all of them. */
export class CheckovFolder {
  readonly path = scratchFolder();
  private readonly views = new Map<string, CheckovView>();

  constructor(stacks: ReadonlyMap<string, StackJson>) {
    for (const [name, stack] of stacks) {
      const view = checkovView(stack);
      this.views.set(name, view);
      mkdirSync(join(this.path, name));
      writeFileSync(join(this.path, name, "cdk.tf.json"), view.json);
      writeFileSync(join(this.path, name, "documents.tf"), view.documents);
    }
  }

  /**
   * @throws Error when checkov ends in another way than with findings, cannot read a file, or has nothing to say of one
   */
  scan(): readonly Finding[] {
    const { status, stdout, stderr } = runCheckov(this.path, LANGUAGES);
    if (status !== 0 && status !== 1) throw new Error(`checkov ended with ${status}:\n${stdout}${stderr}`);
    const reports = reportsOf(stdout);
    const unread = reports.flatMap(({ results }) => list(object(results).parsing_errors ?? []).map(text));
    if (unread.length > 0) throw new Error(`checkov cannot read ${unread.join(", ")}:\n${stderr}`);
    const findings = reports.flatMap((report) => this.findingsOf(report));
    const silent = [...this.views.keys()].filter((name) => !findings.some(({ stack }) => stack === name));
    if (findings.length === 0 || silent.length > 0)
      throw new Error(`checkov looked at nothing of ${silent.join(", ")}`);
    return findings;
  }

  private findingsOf(report: JsonObject): Finding[] {
    const results = object(report.results);
    return ["passed", "failed"].flatMap((verdict) =>
      list(results[`${verdict}_checks`] ?? [])
        .map(object)
        .filter(({ check_id: id, file_path: file }) => counts(text(id), text(file)))
        .map((record) => this.toFinding(record, verdict === "passed")),
    );
  }

  private toFinding(record: JsonObject, passed: boolean): Finding {
    const [, stack = ""] = text(record.file_path).split("/");
    const line = number(list(record.file_line_range)[0]);
    const ofJson = text(record.file_path).endsWith(".json");
    const address = ofJson ? this.views.get(stack)?.addressOfLine.get(line) : text(record.resource);
    return {
      stack,
      address: address ?? text(record.resource),
      check: text(record.check_id),
      title: text(record.check_name),
      passed,
    };
  }
}

function counts(check: string, file: string): boolean {
  return DOCUMENT_CHECKS.test(check) === file.endsWith(".tf");
}

/** What is said in the output about failed checks, as `check resource`. */
export function failuresIn(output: string): string[] {
  return reportsOf(output)
    .flatMap(({ results }) => list(object(results ?? {}).failed_checks ?? []).map(object))
    .map(({ check_id: check, resource }) => `${text(check)} ${text(resource)}`);
}

/** checkov, without the settings of whoever runs it: neither its variables nor a configuration in the home folder. */
export function runCheckov(
  folder: string,
  options: readonly string[],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const program = join(PROJECT, ".venv/policy/bin/checkov");
  return spawnSync(program, ["--directory", folder, "--skip-download", "--compact", "--output", "json", ...options], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      CKV_SKIP_PACKAGE_UPDATE_CHECK: "true",
      // Nobody listens there: whatever it would still fetch fails at once.
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
    },
  });
}

/** One report, or one for each language. */
function reportsOf(output: string): readonly JsonObject[] {
  const parsed = parse(output);
  return (isList(parsed) ? parsed : [parsed]).map(object);
}
