/**
 * Runs `work` on each item, so many at the same time, until all are done, one throws, or the signal aborts: then no more
 * are begun, and it returns when those under way have ended. @throws what the first to throw threw
 */
export async function atOnce<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  const run = async () => {
    for (let item = items[next++]; item !== undefined && !signal.aborted && !failure; item = items[next++]) {
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  if (failure) throw failure.error;
}
