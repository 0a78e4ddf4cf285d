import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { attemptBesideOthers, Ended } from "./run";
import { JsonObject, StackJson } from "./stack-json";
import { readText } from "./synthesis";

/** A synthesized stack in its folder, with a file of variables beside it. */
export class ShapeStack {
  constructor(
    readonly id: string,
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Writes the values of those variables that the stack has. */
  giveVariables(values: JsonObject): void {
    const declared = Object.keys(new StackJson(readText(this.folder, "cdk.tf.json")).section("variable"));
    const given = Object.fromEntries(Object.entries(values).filter(([name]) => declared.includes(name)));
    writeFileSync(join(this.folder, "terraform.tfvars.json"), JSON.stringify(given));
  }

  /** Plans with some values other than its own, for looking at a refusal only. */
  async planWith(name: string, values: JsonObject): Promise<Ended> {
    writeFileSync(join(this.folder, `${name}.json`), JSON.stringify(values));
    return this.terraform(`plan -lock=false -var-file=${name}.json`);
  }

  /** Runs Terraform and keeps how it ended, with the stack's name, so that a failed comparison tells which. */
  async terraform(command: string): Promise<Ended & { readonly id: string }> {
    const args = [`-chdir=${this.folder}`, ...command.split(" "), "-no-color"];
    return { id: this.id, ...(await attemptBesideOthers("terraform", args, { env: this.environment })) };
  }
}
