import { setTimeout as sleep } from 'node:timers/promises';

const limit = 180_000;

/** Looks until there is something to find. @throws Error that says what never was so */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const began = performance.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() - began > limit) throw new Error(`for three minutes it was not so that ${what}`);
    await sleep(100);
  }
}
