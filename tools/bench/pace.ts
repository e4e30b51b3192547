import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  oneAfterAnother<T>(count: number, next: () => Promise<T>): Promise<T[]>;
  atOnce<T>(count: number, next: () => Promise<T>): Promise<T[]>;
}

/**
 * Before each there is a pause of any length up to `period` milliseconds, so that it begins at any moment between two
 * questions to the feed, each as likely as the other.
 */
export function createPace(period: number, signal: AbortSignal): Pace {
  const pause = () => sleep(Math.random() * period, undefined, { signal });
  return {
    async oneAfterAnother<T>(count: number, next: () => Promise<T>) {
      const results: T[] = [];
      for (let number = 0; number < count; number++) {
        await pause();
        results.push(await next());
      }
      return results;
    },
    async atOnce(count, next) {
      await pause();
      return Promise.all(Array.from({ length: count }, next));
    },
  };
}
