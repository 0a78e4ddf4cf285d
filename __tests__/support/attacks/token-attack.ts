import { api, Attack, attack, bearer, page, request } from "./attack";
import { Forger } from "./forger";

/** A token that must not get in. */
export interface BadToken {
  readonly name: string;
  readonly token: (forger: Forger) => string;
}

export function bad(name: string, token: BadToken["token"]): BadToken {
  return { name, token };
}

/** Tokens that are none: as if there were no token. */
export function unbelieved(tokens: readonly BadToken[]): readonly Attack[] {
  return attacks(tokens, { api: "401", page: "login" });
}

/** Tokens of somebody who must not get in. */
export function unwanted(tokens: readonly BadToken[]): readonly Attack[] {
  return attacks(tokens, { api: "403", page: "403" });
}

function attacks(tokens: readonly BadToken[], verdicts: { readonly api: string; readonly page: string }): Attack[] {
  return tokens.flatMap(({ name, token }) => [
    attack(`${name}, as a client`, verdicts.api, ({ forger }, mark) => request(api(mark), [bearer(token(forger))])),
    attack(`${name}, as a browser`, verdicts.page, ({ forger }, mark) => request(page(mark), [bearer(token(forger))])),
  ]);
}
