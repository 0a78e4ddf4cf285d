/** Versions and hashes by the provider's address, for example `registry.terraform.io/hashicorp/aws`. */
export type LockedProviders = ReadonlyMap<string, { readonly version: string; readonly hashes: readonly string[] }>;
