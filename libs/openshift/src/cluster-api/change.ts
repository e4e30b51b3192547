import { isDeepStrictEqual } from 'node:util';
import { isClusterApiError } from './cluster-api-error.ts';
import { toClusterApiError } from './classify.ts';

export type Written = 'written' | 'unchanged';

/** How often an object is read and put when other writers are faster. */
const tries = 5;

/** The resource version that was read goes back in the body, so that a put after another writer's is a conflict. */
export const change = <T extends object>(
  read: () => Promise<T>,
  changed: (current: T) => T,
  put: (next: T) => Promise<unknown>,
): Promise<Written> =>
  retried(async () => {
    const current = await read();
    const next = changed(current);
    // What the client reads may be of a class, which a changed copy is not.
    if (isDeepStrictEqual({ ...next }, { ...current })) return 'unchanged';
    await put(next);
    return 'written';
  });

export async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      const failure = toClusterApiError(error, '');
      if (left === 1 || failure.kind !== 'conflict') throw error;
    }
  }
}

/** @returns undefined when what is asked for is not there */
export async function missing<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (isClusterApiError(toClusterApiError(error, ''), 'not-found')) return undefined;
    throw error;
  }
}
