/** What became of callers of whom one may win: how many won, and why the others did not. */
export async function race(calls: readonly Promise<unknown>[]): Promise<{ won: number; refusals: unknown[] }> {
  const all = await Promise.allSettled(calls);
  const refusals = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  return { won: all.length - refusals.length, refusals };
}
