import { type Clock } from '@aro-rp/time';
import { type SourceRow } from '../sql/execute.ts';
import { type Prefilter } from '../sql/stored.ts';
import { type Value } from '../sql/values.ts';
import { type Store } from '../store.ts';
import { type Container } from './containers.ts';
import { wholeSeconds } from './databases.ts';
import { itemColumns, itemOf } from './items.ts';
import { type PartitionKey } from './partition-key.ts';
import { type EpkRange } from './partitions.ts';
import { documentOf } from './rendering.ts';

/** Which items a query runs over. */
export type QueryScope = { key: PartitionKey } | { range: EpkRange };

/** Live items of the scope that pass all filters, parsed one by one as they are asked for. @param order SQL */
export function* candidates(
  store: Store,
  clock: Clock,
  container: Container,
  scope: QueryScope,
  filters: readonly (Prefilter | undefined)[],
  order = 'number',
): Generator<SourceRow> {
  const conditions = ['(expires IS NULL OR expires > ?)'];
  const values: (string | number)[] = [wholeSeconds(clock)];
  const range = 'range' in scope ? scope.range : prefixRange(scope.key);
  if (range === undefined) {
    conditions.push('pk = ?');
    values.push((scope as { key: PartitionKey }).key.text);
  } else if (range.minInclusive !== '' || range.maxExclusive !== 'FF') {
    conditions.push('epk >= ? AND epk < ?');
    values.push(range.minInclusive, range.maxExclusive);
  }
  for (const filter of filters.filter((one) => one !== undefined)) {
    conditions.push(filter.sql);
    values.push(...filter.values);
  }
  const sql = `SELECT ${itemColumns} FROM ${container.table} WHERE ${conditions.join(' AND ')} ORDER BY ${order}`;
  for (const row of store.iterate(sql, ...values)) {
    const item = itemOf(row);
    yield { number: item.number, item: documentOf(container, item) as Value };
  }
}

/** All keys that begin with a part of a hierarchical one. */
export const prefixRange = (key: PartitionKey): EpkRange | undefined =>
  key.isComplete ? undefined : { minInclusive: key.epk, maxExclusive: `${key.epk}FF` };
