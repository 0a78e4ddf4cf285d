import { DangerRule, Finding } from "../danger";
import { LockedProviders } from "../lock-file";

type Locks = { readonly base: LockedProviders; readonly head: LockedProviders } | undefined;

/** Who this project takes providers from. */
const TRUSTED = /^registry\.terraform\.io\/hashicorp\/[a-z0-9-]+$/;

export const PROVIDER_FOREIGN: DangerRule = {
  id: "provider-from-elsewhere",
  verdict: "refuse",
  title: "A provider of somebody else is added",
  why: "A provider is a program that runs with the credentials of whoever plans, pull requests included.",
  fix: "Use HashiCorp's own, or check who publishes it.",
  find: ({ locks }) => added(locks).filter(({ address }) => !TRUSTED.test(address)),
};

export const PROVIDER_HASHES: DangerRule = {
  id: "provider-hashes-changed",
  verdict: "refuse",
  title: "A provider is another program under the same version",
  why: "Releases do not change. Another hash admits another program, which runs with the credentials of the plan.",
  fix: "Take the lock file of the base, and run terraform init again from a clean cache.",
  find: ({ locks }) =>
    common(locks)
      .filter(({ old, young }) => old.version === young.version && sorted(old.hashes) !== sorted(young.hashes))
      .map(({ address, old, young }) => {
        const [gained, lost] = [without(young.hashes, old.hashes), without(old.hashes, young.hashes)];
        return { address, what: `${young.version}: ${gained} hashes are new, ${lost} are gone.` };
      }),
};

export const PROVIDER_CHANGED: DangerRule = {
  id: "provider-changed",
  verdict: "human",
  title: "Another version of a provider, or another provider",
  why: "A new version may plan other changes, now or with the next apply.",
  fix: "Read its changelog, and apply nothing else with it.",
  find: ({ locks }) => [
    ...common(locks)
      .filter(({ old, young }) => old.version !== young.version)
      .map(({ address, old, young }) => ({ address, what: `Version ${old.version} -> ${young.version}.` })),
    ...added(locks).filter(({ address }) => TRUSTED.test(address)),
    ...[...(locks?.base ?? [])]
      .filter(([address]) => locks?.head.has(address) === false)
      .map(([address]) => ({ address, what: "It is not locked any more." })),
  ],
};

function added(locks: Locks): readonly Finding[] {
  return [...(locks?.head ?? [])]
    .filter(([address]) => locks?.base.has(address) === false)
    .map(([address, { version }]) => ({ address, what: `It is new, in version ${version}.` }));
}

interface Provider {
  readonly version: string;
  readonly hashes: readonly string[];
}

function common(
  locks: Locks,
): readonly { readonly address: string; readonly old: Provider; readonly young: Provider }[] {
  return [...(locks?.base ?? [])].flatMap(([address, old]) => {
    const young = locks?.head.get(address);
    return young === undefined ? [] : [{ address, old, young }];
  });
}

function sorted(hashes: readonly string[]): string {
  return [...hashes].sort().join();
}

function without(hashes: readonly string[], others: readonly string[]): number {
  return hashes.filter((hash) => !others.includes(hash)).length;
}
