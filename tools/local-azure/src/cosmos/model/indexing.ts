import { type IndexingPolicy } from './definitions.ts';
import { badRequest } from './errors.ts';
import { splitPath } from './partition-key.ts';

export interface OrderedPath {
  path: readonly string[];
  isDescending: boolean;
}

/** How much of `path` a policy's path covers; -1 when it is about something else. `/a/?` is `a` itself, `/a/*` all below. */
function coverage(policyPath: string, path: readonly string[]): number {
  const parts = splitPath(policyPath);
  const end = parts.at(-1);
  const names = end === '?' || end === '*' ? parts.slice(0, -1) : parts;
  if (names.some((name, i) => name !== path[i])) return -1;
  if (end === '*') return names.length;
  // An exact path says more than a wildcard of the same length.
  return names.length === path.length ? names.length + 0.5 : -1;
}

const best = (paths: { path: string }[] | undefined, path: readonly string[]) =>
  Math.max(-1, ...(paths ?? []).map((one) => coverage(one.path, path)));

/** The more precise of the policy's paths decides. `id` and `_ts` are always indexed. */
function isIndexed(policy: IndexingPolicy, path: readonly string[]): boolean {
  if (path.length === 1 && (path[0] === 'id' || path[0] === '_ts')) return true;
  return best(policy.includedPaths, path) > best(policy.excludedPaths, path);
}

const samePath = (policyPath: string, path: readonly string[]) => splitPath(policyPath).join('\n') === path.join('\n');

function fitsComposite(composite: { path: string; order?: string }[], order: readonly OrderedPath[]): boolean {
  if (composite.length !== order.length) return false;
  if (!composite.every((one, i) => samePath(one.path, order[i]?.path ?? []))) return false;
  const turned = composite.map((one, i) => (one.order === 'descending') !== order[i]?.isDescending);
  return turned.every((isTurned) => isTurned === turned[0]);
}

/**
 * The service's demand on `ORDER BY`: one path must be indexed; several need a composite index of just these, in this
 * sequence, all in the given directions or all in the opposite ones.
 * @throws CosmosError 400
 */
export function checkOrder(policy: IndexingPolicy, order: readonly OrderedPath[]): void {
  const [only] = order;
  if (order.length === 1 && only !== undefined && !isIndexed(policy, only.path)) {
    throw badRequest('The index path corresponding to the specified order-by item is excluded.');
  }
  if (order.length > 1 && !(policy.compositeIndexes ?? []).some((composite) => fitsComposite(composite, order))) {
    throw badRequest('The order by query does not have a corresponding composite index that it can be served from.');
  }
}
