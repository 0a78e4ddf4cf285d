/** A text with this part, for `toMatchObject`. Jest's own has the type `any`. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}
