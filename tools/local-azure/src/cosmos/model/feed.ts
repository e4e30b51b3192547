import { type Clock } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { type Container, type Containers } from './containers.ts';
import { wholeSeconds } from './databases.ts';
import { badRequest } from './errors.ts';
import { type Item, itemColumns, itemOf } from './items.ts';
import { type PartitionKey } from './partition-key.ts';
import { type EpkRange } from './partitions.ts';

/** Where reading begins; seconds since 1970. */
export type FeedStart =
  { kind: 'beginning' } | { kind: 'now' } | { kind: 'time'; seconds: number } | { kind: 'after'; lsn: number };

/** Which items: those of a logical partition, or those of a range of keys. */
export type FeedScope = { key: PartitionKey } | { range: EpkRange };

export interface FeedPage {
  items: Item[];
  /** The LSN to go on after. */
  lsn: number;
}

/** Reads `If-None-Match: "<lsn>"`. @throws CosmosError 400 */
export function parseFeedToken(token: string): FeedStart {
  if (token === '*') return { kind: 'now' };
  const lsn = /^"?(\d+)"?$/.exec(token)?.[1];
  if (lsn === undefined) throw badRequest(`The continuation token '${token}' is invalid.`);
  return { kind: 'after', lsn: Number(lsn) };
}

/** SQL for the scope, and its values. */
function condition(scope: FeedScope): [string, string[]] {
  if ('range' in scope) return ['epk >= ? AND epk < ?', [scope.range.minInclusive, scope.range.maxExclusive]];
  if (scope.key.isComplete) return ['pk = ?', [scope.key.text]];
  return ['epk >= ? AND epk < ?', [scope.key.epk, `${scope.key.epk}FF`]];
}

/**
 * The latest version of each item in the order of last writes; deleted and expired items are not seen. Items of one
 * batch share an LSN and are never torn apart, so a page may hold more than was asked for.
 */
export function readFeed(
  store: Store,
  clock: Clock,
  containers: Containers,
  container: Container,
  scope: FeedScope,
  start: FeedStart,
  limit: number,
): FeedPage {
  const last = containers.lastLsn(container);
  if (start.kind === 'now') return { items: [], lsn: last };
  const after = start.kind === 'after' ? start.lsn : 0;
  // A token that is ahead of this container was another container's.
  if (after > last) throw badRequest('The continuation token is not valid for this container.');

  const [where, values] = condition(scope);
  const since = start.kind === 'time' ? start.seconds : 0;
  const rows = store.all(
    `SELECT ${itemColumns} FROM ${container.table}
     WHERE lsn > ? AND ts >= ? AND (expires IS NULL OR expires > ?) AND ${where} ORDER BY lsn, number LIMIT ?`,
    after,
    since,
    wholeSeconds(clock),
    ...values,
    limit,
  );
  const items = rows.map(itemOf);
  if (items.length < limit) return { items, lsn: last };
  const end = items.at(-1)?.lsn ?? last;
  const rest = store.all(
    `SELECT ${itemColumns} FROM ${container.table}
     WHERE lsn = ? AND number > ? AND (expires IS NULL OR expires > ?) AND ${where} ORDER BY number`,
    end,
    items.at(-1)?.number ?? 0,
    wholeSeconds(clock),
    ...values,
  );
  return { items: [...items, ...rest.map(itemOf)], lsn: end };
}
