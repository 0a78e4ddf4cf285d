import { api, Attack, bearer, page, request } from "./attack";
import { Forger } from "./forger";

/** A token that must not get in, by its name. */
export type BadToken = readonly [name: string, token: (forger: Forger) => string];

/** Tokens that are none: as if there were no token. */
export function unbelieved(tokens: readonly BadToken[]): readonly Attack[] {
  return attacks(tokens, { api: "401", page: "login" });
}

/** Tokens of somebody who must not get in. */
export function unwanted(tokens: readonly BadToken[]): readonly Attack[] {
  return attacks(tokens, { api: "403", page: "403" });
}

function attacks(tokens: readonly BadToken[], verdicts: { readonly api: string; readonly page: string }): Attack[] {
  return tokens.flatMap(([name, token]) => [
    {
      name: `${name}, as a client`,
      request: ({ forger }, mark) => request(api(mark), [bearer(token(forger))]),
      verdict: verdicts.api,
    },
    {
      name: `${name}, as a browser`,
      request: ({ forger }, mark) => request(page(mark), [bearer(token(forger))]),
      verdict: verdicts.page,
    },
  ]);
}
