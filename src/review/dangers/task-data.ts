import { Container, environmentValue } from "../containers";
import { DangerRule } from "../danger";
import { listed, text } from "./changes";
import { ContainerChange, containerChanges } from "./task-containers";

/** Where the containers find the data, and whom they believe there. */
const PLACES = [
  "DB_HOST",
  "DB_PORT",
  "DB_NAME",
  "DB_USERNAME",
  "DB_CA_URL",
  "MLFLOW_BACKEND_STORE_URI",
  "MLFLOW_REGISTRY_STORE_URI",
  "MLFLOW_ARTIFACTS_DESTINATION",
];

export const DATA_ELSEWHERE: DangerRule = {
  id: "data-elsewhere",
  verdict: "human",
  title: "MLflow uses another database or another place for artifacts",
  why: "What was logged so far is not there, and the password goes to whoever answers.",
  fix: "Move the data first, and check whose the new place is.",
  find: ({ plan }) => {
    const found = new Map<string, { readonly address: string; readonly what: string }>();
    for (const { address, before, after } of containerChanges(plan))
      for (const name of PLACES) {
        const [old, young] = [place(before, name), place(after, name)];
        if (old === undefined || young === undefined || old === young) continue;
        const what = `${name}: ${old} -> ${young}.`;
        found.set(`${address} ${what}`, { address, what });
      }
    return [...found.values()];
  },
};

/** Without the password that an address may hold. */
function place(container: Container | undefined, name: string): string | undefined {
  return container === undefined
    ? undefined
    : environmentValue(container, name)?.replace(/(:\/\/[^/\s:@]*):[^/\s@]*@/, "$1:...@");
}

export const SECRET_EXCHANGED: DangerRule = {
  id: "container-secret-changed",
  verdict: "human",
  title: "A container gets another secret, or one more",
  why: "Who knows the new secret can sign sessions or read the database; a container with more secrets can lose more.",
  fix: "Check whose secret it is, and what needs it.",
  find: ({ plan }) =>
    containerChanges(plan).flatMap((change) => {
      const { address, name, before, after } = change;
      if (before === undefined || after === undefined) return [];
      const moved = secretsGained(change);
      return moved.length === 0 ? [] : [{ address, what: `${name}: ${listed(moved)}.` }];
    }),
};

/** ARNs are no secrets. */
function secretsGained({ before, after }: ContainerChange): readonly string[] {
  const old = new Map((before?.secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom]));
  return (after?.secrets ?? [])
    .filter(({ name, valueFrom }) => old.get(name) !== valueFrom)
    .map(({ name, valueFrom }) => `${name} from ${text(old.get(name) ?? null)} -> ${text(valueFrom)}`);
}
