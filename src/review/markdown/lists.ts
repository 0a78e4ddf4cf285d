/** The first texts, and how many there are beside them. */
export function atMost(most: number, texts: readonly string[]): readonly string[] {
  return texts.length <= most ? texts : [...texts.slice(0, most), `and ${texts.length - most} more`];
}
