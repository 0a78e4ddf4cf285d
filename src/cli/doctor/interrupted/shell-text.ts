/** An argument as a shell takes it: quoted only where it has to be. */
export function shellArgument(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
