import { badRequest } from './errors.ts';

/**
 * @param defaultTtl the container's: absent switches expiry off for all of its items, whatever their own `ttl`
 * @returns the second from which the item is gone, null for never. @throws CosmosError 400 for a `ttl` that is none
 */
export function expiryOf(document: Record<string, unknown>, defaultTtl: number | undefined, ts: number): number | null {
  const own = document['ttl'];
  if (own !== undefined && own !== null && !(Number.isInteger(own) && (own === -1 || Number(own) > 0))) {
    throw badRequest(`The input ttl '${String(own)}' is invalid. Ensure to provide a nonzero positive integer or -1.`);
  }
  if (defaultTtl === undefined) return null;
  const seconds = typeof own === 'number' ? own : defaultTtl;
  return seconds > 0 ? ts + seconds : null;
}
