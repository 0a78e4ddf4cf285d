/** oidc-provider, made to run on the oldest Node that this project supports, and to be silent about it. */
import { URL } from "node:url";

// Node 20 does not have it yet, and the library uses it throughout.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);

const { warn } = console;
// While it loads it warns about Node 20. The tests of the issuer run on whatever Node the project does.
console.warn = () => undefined;
const library = await import("oidc-provider");
console.warn = warn;

export const { Provider, errors } = library;
export const { createMemoryAdapter } = await import("oidc-provider/lib/adapters/memory_adapter.js");
