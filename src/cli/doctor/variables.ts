import { Json, JsonObject } from "./json";

/** Values of the Terraform variables of a stack, as Terraform reads them. One that it refuses is absent. */
export class Variables {
  constructor(private readonly values: JsonObject) {}

  value(name: string): Json | undefined {
    return this.values[name];
  }

  /** `undefined` when the stack has no such variable, or Terraform refuses its value. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** `undefined` for the same reasons. */
  number(name: string): number | undefined {
    const value = this.values[name];
    return typeof value === "number" ? value : undefined;
  }

  /** `undefined` for the same reasons. */
  flag(name: string): boolean | undefined {
    const value = this.values[name];
    return typeof value === "boolean" ? value : undefined;
  }

  /** The one host name that is served. */
  get publicHost(): string | undefined {
    const [record, domain] = [this.text("dns_record_name"), this.text("domain")];
    return record === undefined || domain === undefined ? undefined : `${record}.${domain}`;
  }
}
