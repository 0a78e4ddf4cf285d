/** Versions and hashes by the provider's address, for example `registry.terraform.io/hashicorp/aws`. */
export type LockedProviders = ReadonlyMap<string, { readonly version: string; readonly hashes: readonly string[] }>;

/** Reads a `.terraform.lock.hcl`. */
export function readLockFile(text: string): Promise<LockedProviders> {
  const blocks = [...text.matchAll(/^provider "([^"]+)" \{\n([\s\S]*?)^\}/gm)];
  return Promise.resolve(
    new Map(
      blocks.map(([, name = "", body = ""]) => [
        name,
        {
          version: /^ *version *= *"([^"]*)"/m.exec(body)?.[1] ?? "",
          hashes: [...body.matchAll(/"((?:h1|zh):[^"]+)"/g)].map(([, hash = ""]) => hash),
        },
      ]),
    ),
  );
}
