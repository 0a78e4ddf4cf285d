import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import type { Context } from "../check";

const TERRAFORMS = new WeakMap<Context, QuietTerraform>();

/** How a Terraform command ended. */
export interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  /** Why it failed, in one paragraph; `""` when it did not. */
  readonly reason: string;
}

/** The one Terraform of a context. */
export function terraformOf(context: Context): QuietTerraform {
  const known = TERRAFORMS.get(context);
  if (known !== undefined) return known;
  const made = new QuietTerraform(context.folder, context.env);
  TERRAFORMS.set(context, made);
  return made;
}

/** Terraform in the folder of a stack, whose output nobody sees. */
export class QuietTerraform {
  private initialized: Ran | undefined;

  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Settles the backend and the provider; once for all checks. */
  get init(): Ran {
    this.initialized ??= this.run("init", "-no-color", "-input=false");
    return this.initialized;
  }

  run(...args: readonly string[]): Ran {
    const { error, status, stdout, stderr } = spawnSync("terraform", [`-chdir=${this.folder}`, ...args], {
      env: { ...this.env, TF_INPUT: "0", TF_IN_AUTOMATION: "1" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 256 * 1024 * 1024,
    });
    if (error !== undefined) return { ok: false, stdout: "", reason: `terraform cannot be started (${error.message})` };
    return { ok: status === 0, stdout, reason: status === 0 ? "" : paragraph(stderr) };
  }
}

const LONGEST = 800;

/** The first of Terraform's error messages, without its frame, in one line. */
export function paragraph(output: string): string {
  const [, first = output, ...others] = stripVTControlCharacters(output)
    .replace(/[╷│╵]/g, " ")
    .split(/^\s*Error: /m);
  const text = first.replace(/\s+/g, " ").trim();
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return others.length === 0 ? short : `${short} (and ${others.length} more)`;
}
