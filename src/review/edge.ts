/** Somebody may do something to something. */
export interface Edge {
  readonly from: string;
  /** Action, or protocol and port. */
  readonly how: string;
  readonly to?: string;
  /** Conditions, or what the rule says of itself. */
  readonly note?: string;
}

/** The edges that go and those that come, as lines of a diff; those that differ only in the action share one. */
export function edgeDiff(before: readonly Edge[], after: readonly Edge[]): readonly string[] {
  const [old, young] = [new Set(before.map(line)), new Set(after.map(line))];
  return [
    ...lines(before.filter((edge) => !young.has(line(edge)))).map((text) => `- ${text}`),
    ...lines(after.filter((edge) => !old.has(line(edge)))).map((text) => `+ ${text}`),
  ];
}

function lines(edges: readonly Edge[]): readonly string[] {
  const actions = new Map<string, { readonly edge: Edge; readonly all: Set<string> }>();
  for (const edge of edges) {
    const key = line({ ...edge, how: "" });
    const known = actions.get(key);
    if (known === undefined) actions.set(key, { edge, all: new Set([edge.how]) });
    else known.all.add(edge.how);
  }
  return [...actions.values()].map(({ edge, all }) => line({ ...edge, how: [...all].join(", ") }));
}

function line({ from, how, to, note }: Edge): string {
  return `${[from, how, ...(to === undefined ? [] : [to])].join(" -> ")}${note === undefined ? "" : ` ${note}`}`;
}
