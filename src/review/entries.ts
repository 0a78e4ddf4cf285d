import { Addresses } from "./addresses";
import { containerChanges, containersAreUnknown } from "./container-changes";
import { edgeChanges } from "./edges";
import { PART_IDS, PartId, partOf } from "./parts";
import { Plan, ResourceChange } from "./plan";
import { resourceName } from "./resource-name";
import { ChangeEntry, PartChanges, SettingChange, TextChange } from "./review-document";
import { settingChanges } from "./setting-changes";

/** What changes, by part of the architecture. Tags are told elsewhere: a resource with nothing else is left out. */
export function partChanges(plan: Plan): readonly PartChanges[] {
  const addresses = new Addresses(plan);
  const placed = plan.resources.flatMap((change) => placedEntries(change, addresses));
  return PART_IDS.map((part) => ({
    part,
    changes: placed.filter((each) => each.part === part).map(({ entry }) => entry),
  })).filter(({ changes }) => changes.length > 0);
}

interface Placed {
  readonly part: PartId;
  readonly entry: ChangeEntry;
}

/** The login is a container of the same task, and a part of its own. */
const LOGIN_CONTAINER = "oauth2-proxy";

function placedEntries(change: ResourceChange, addresses: Addresses): readonly Placed[] {
  const { action } = change;
  if (change.mode === "data" || action === "read") return [];
  const part = partOf(change);
  switch (action) {
    case "no-op": {
      const own = entry(change, action);
      return own.isImport || own.movedFrom !== undefined ? [{ part, entry: own }] : [];
    }
    case "create":
    case "delete":
    case "forget":
      return [{ part, entry: { ...entry(change, action), texts: edgeChanges(change, addresses) } }];
    case "update":
    case "replace":
      return keptEntries(change, action, addresses);
  }
}

function keptEntries(change: ResourceChange, action: "update" | "replace", addresses: Addresses): readonly Placed[] {
  const part = partOf(change);
  const containers = containerChanges(change);
  const [login, others] = [true, false].map((isLogin) =>
    containers.filter(({ container }) => (container === LOGIN_CONTAINER) === isLogin).map(textChange),
  );
  const own = {
    ...entry(change, action),
    settings: [
      ...settingChanges(change, addresses),
      ...(containersAreUnknown(change) ? [{ what: "containers (known after apply)" }] : []),
    ],
    texts: [...(others ?? []), ...edgeChanges(change, addresses)],
  };
  const isSilent = own.settings.length + own.texts.length + containers.length === 0;
  const told = isSilent ? { ...own, settings: formOnly(change) } : own;
  return [
    ...(login === undefined || login.length === 0
      ? []
      : [{ part: "auth" as const, entry: { ...own, settings: [], texts: login } }]),
    ...(saysSomething(told, login ?? []) ? [{ part, entry: told }] : []),
  ];
}

function entry(change: ResourceChange, action: ChangeEntry["action"]): ChangeEntry {
  const { address, previousAddress, isImport, replacedBy } = change;
  const isMoved = previousAddress !== undefined && previousAddress !== address;
  return {
    address,
    action,
    name:
      change.deposed === undefined ? resourceName(change) : `${resourceName(change)}, left by an earlier replacement,`,
    isImport,
    ...(isMoved ? { movedFrom: previousAddress } : {}),
    replacedBy,
    settings: [],
    texts: [],
  };
}

function textChange({ what, diff }: TextChange): TextChange {
  return { what, diff };
}

/** What Terraform changes without a difference that a person would see: nothing that it does is left out. */
function formOnly({ changed }: ResourceChange): readonly SettingChange[] {
  return changed
    .filter((name) => name !== "tags" && name !== "tags_all")
    .map((name) => ({ what: `${name} (only its form, or what AWS fills in)` }));
}

function saysSomething(own: ChangeEntry, login: readonly TextChange[]): boolean {
  const { action, isImport, movedFrom, settings, texts } = own;
  const isReplaced = action === "replace" && login.length === 0;
  return isReplaced || isImport || movedFrom !== undefined || settings.length + texts.length > 0;
}
