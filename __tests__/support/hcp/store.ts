import { randomBytes } from "node:crypto";
import { JsonObject } from "../stack-json";
import { notFound } from "./api";

export interface Variable {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly description: string;
  readonly category: "terraform" | "env";
  readonly hcl: boolean;
  readonly sensitive: boolean;
}

export interface StateVersion {
  readonly id: string;
  readonly serial: number;
  /** Uploaded after the version was made. */
  state: Buffer;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  executionMode: "local" | "remote";
  locked: boolean;
  readonly variables: Variable[];
  readonly states: StateVersion[];
}

export interface Configuration {
  readonly id: string;
  readonly workspace: Workspace;
  readonly autoQueueRuns: boolean;
  readonly speculative: boolean;
  /** The tar.gz. */
  upload?: Buffer;
}

export interface Run {
  readonly id: string;
  readonly planId: string;
  readonly applyId: string;
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  readonly message: string;
  /** As they came: key and value as an HCL expression. */
  readonly variables: readonly { readonly key: string; readonly value: string }[];
  readonly planOnly: boolean;
  readonly autoApply: boolean;
  readonly isDestroy: boolean;
  status:
    "pending" | "planning" | "planned" | "planned_and_finished" | "applying" | "applied" | "errored" | "discarded";
  planStatus: "pending" | "running" | "finished" | "errored";
  applyStatus: "pending" | "running" | "finished" | "errored" | "unreachable";
  planLog: string;
  applyLog: string;
  planJson?: Buffer;
  /** Folder in which the run was executed. */
  folder?: string;
  hasChanges: boolean;
}

/** Everything that this HCP Terraform holds, in memory. */
export class Store {
  readonly workspaces: Workspace[] = [];
  readonly configurations: Configuration[] = [];
  readonly runs: Run[] = [];
  /** What the archive gives or takes, by the last step of its address, which nobody can guess. */
  readonly archive = new Map<string, { get?: () => Buffer; put?: (content: Buffer) => void }>();
  private ids = 0;

  constructor(
    readonly organization: string,
    private readonly archiveUrl: () => string,
  ) {}

  /** Such as `ws-0000000000000001`. */
  id(prefix: string): string {
    this.ids += 1;
    return `${prefix}-${String(this.ids).padStart(16, "0")}`;
  }

  /** A signed address: whoever has it needs no token. */
  signed(access: { get?: () => Buffer; put?: (content: Buffer) => void }): string {
    const signature = randomBytes(16).toString("hex");
    this.archive.set(signature, access);
    return `${this.archiveUrl()}/object/${signature}`;
  }

  workspace(id: string | undefined): Workspace {
    return found(this.workspaces.find((workspace) => workspace.id === id));
  }

  configuration(id: string | undefined): Configuration {
    return found(this.configurations.find((configuration) => configuration.id === id));
  }

  run(id: string | undefined): Run {
    return found(this.runs.find((run) => run.id === id || run.planId === id || run.applyId === id));
  }

  inOrganization(name: string | undefined): void {
    if (name !== this.organization) throw notFound();
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

/** A text among the attributes that were sent. */
export function textOf(attributes: JsonObject, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === "string" ? value : undefined;
}
