import { type Database, isStoreError } from '@aro-rp/database';
import { formatImageReference } from '@aro-rp/registry';
import { type Log } from '@aro-rp/telemetry';
import { type Clock, toInstant } from '@aro-rp/time';
import { type Release } from '../graph/read-graph.ts';
import { MirrorError } from '../mirror-error.ts';
import { databaseRecord, type ReleaseRecord } from '../release/record.ts';
import { type ReleaseLeases } from './lease.ts';

export interface LeasedWork {
  leases: ReleaseLeases;
  database: Pick<Database, 'releases'>;
  clock: Clock;
  log: Log;
}

/**
 * Works on a release as the only one, and gives it back whatever happens. Why the work failed is kept with the release.
 * @param work gets a record that writes nothing once another has the lease, and a signal that aborts then
 * @returns `held` while another works on it @throws what `work` throws
 */
export async function underLease(
  { leases, database, clock, log }: LeasedWork,
  release: Release,
  signal: AbortSignal,
  work: (record: ReleaseRecord, signal: AbortSignal) => Promise<void>,
): Promise<'done' | 'held'> {
  const { version: name, payload } = release;
  const lease = await leases.take(name, signal);
  if (!lease) return 'held';
  const record = databaseRecord(database, { release: name, epoch: lease.epoch }, formatImageReference(payload), clock);
  const both = AbortSignal.any([signal, lease.signal]);
  try {
    await work(record, both);
    return 'done';
  } catch (error) {
    lease.signal.throwIfAborted();
    if (isStoreError(error, 'lost-lease'))
      throw new MirrorError('lost', `${name}: another mirror works on it now`, { cause: error });
    if (!signal.aborted) {
      const failure = { message: (error as Error).message, at: toInstant(clock.now()) };
      await record
        .write((current) => ({ ...current, failure }), both)
        .catch((err: unknown) => log.warn('why a release failed could not be recorded', { release: name, err }));
    }
    throw error;
  } finally {
    await lease.giveBack();
  }
}
