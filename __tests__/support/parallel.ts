/** Runs one task for each item, `limit` at a time, and returns their results in the order of the items. */
export async function inParallel<T, R>(
  limit: number,
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.set(next[0], await task(next[1]));
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}
