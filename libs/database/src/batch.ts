import { backoff, type Clock, milliseconds, type Random, seconds } from '@aro-rp/time';
import { type DocumentContainer, type Write } from './cosmos/container.ts';
import { isUnknownOutcome } from './cosmos/failures.ts';
import { type Stored } from './cosmos/stored.ts';
import { type Versioned } from './documents.ts';
import { isStoreError, StoreError } from './errors.ts';
import { type CallOptions, type ServerClock } from './stores.ts';

export type BatchOutcome = 'written' | 'unchanged' | 'contended' | 'lost-lease';
export type OnOutcome = (outcome: BatchOutcome, write: { name: string; container: string }) => void;

/** What the one write path works on. */
export interface WritePath {
  clock: Clock;
  serverClock: ServerClock;
  random: Random;
  onOutcome: OnOutcome;
  containerName: string;
  container: DocumentContainer;
}

/** Documents of one partition as they were read, by id. Only ids that were asked for may be looked up. */
export interface Found {
  /** Whether it was asked for. */
  has(id: string): boolean;
  get<T extends Stored>(id: string): Versioned<T> | undefined;
}

/**
 * What a change wants.
 * - `write`: all of `put` and `remove`, or nothing. Each must have been read; a `put` of what was absent is a create.
 * - `read`: these documents too, then the same change is asked again.
 * - `gone`: nothing, because the lease that the caller holds is not there any more.
 */
export type Verdict<R> =
  | { kind: 'write'; put: Stored[]; remove?: string[]; result: R }
  | { kind: 'unchanged' | 'gone'; result: R }
  | { kind: 'read'; ids: string[] };

export interface BatchRequest<R> {
  /** For the metric: `accept`, `take`, ... */
  name: string;
  partitionKey: string;
  /** The documents to read first. */
  ids: string[];
  /** Versions that the caller has just read; the first try does not read them again. */
  seen?: { id: string; version: Versioned<Stored> }[];
  /**
   * Pure and repeatable: applied anew to what is read when another writer was faster, and when the answer to a write
   * was lost, so it must recognise its own earlier write (D2, D3). What it throws reaches the caller, nothing written.
   */
  change(found: Found): Verdict<R>;
}

export interface BatchAnswer<R> {
  result: R;
  /** The documents as they are after the batch. */
  now: Found;
}

const contention = { first: milliseconds(10), cap: seconds(1) };
const maxRaces = 40;
const outage = { first: milliseconds(50), cap: seconds(1) };
const maxUnknownOutcomes = 5;

/**
 * The one write path: reads, lets the change decide, writes with the versions read in one transaction, and starts over
 * with jittered back-off when another writer was faster or it cannot be known whether the write took effect.
 * Safe to call at the same time from any number of processes.
 * @throws StoreError `contended` after 40 races; `unavailable` after 5 failures in a row; what the change throws
 */
export async function batch<R>(
  path: WritePath,
  request: BatchRequest<R>,
  options: CallOptions = {},
): Promise<BatchAnswer<R>> {
  const report = (outcome: BatchOutcome) =>
    path.onOutcome(outcome, { name: request.name, container: path.containerName });
  const pause = (policy: typeof outage, attempt: number, atLeast = 0) =>
    path.clock.sleep(
      milliseconds(Math.max(atLeast, backoff(policy, attempt, path.random))),
      ...(options.signal ? [options.signal] : []),
    );

  let seen = request.seen ?? [];
  let unknown = 0;
  let races = 0;
  let mayHaveWritten = false;
  while (races < maxRaces) {
    try {
      const documents = new Map<string, Versioned<Stored> | undefined>(seen.map(({ id, version }) => [id, version]));
      seen = [];
      const verdict = await decide(path, request, documents, options);
      if (verdict.kind !== 'write') {
        report(verdict.kind === 'gone' && !mayHaveWritten ? 'lost-lease' : 'unchanged');
        return { result: verdict.result, now: found(documents) };
      }
      const writes = writesOf(path, verdict, documents);
      const result = await path.container.write(request.partitionKey, writes, options).catch((error: unknown) => {
        mayHaveWritten = true;
        throw error;
      });
      if (result.kind === 'written') {
        for (const { id } of writes.map(target)) documents.set(id, undefined);
        for (const version of result.documents) documents.set(version.document.id, version);
        report('written');
        return { result: verdict.result, now: found(documents) };
      }
      unknown = 0;
      await pause(contention, races, result.retryAfterMs);
      races += 1;
    } catch (error) {
      if (isStoreError(error, 'lost-lease')) report('lost-lease');
      if (!isUnknownOutcome(error) || (unknown += 1) > maxUnknownOutcomes) throw error;
      await pause(outage, unknown - 1);
    }
  }
  report('contended');
  throw new StoreError('contended', `${request.name}: other writers were faster ${maxRaces} times`);
}

/** Reads until the change has all that it asks for. */
async function decide<R>(
  path: WritePath,
  request: BatchRequest<R>,
  documents: Map<string, Versioned<Stored> | undefined>,
  options: CallOptions,
): Promise<Exclude<Verdict<R>, { kind: 'read' }>> {
  let ids = request.ids;
  for (;;) {
    await Promise.all(
      ids
        .filter((id) => !documents.has(id))
        .map(async (id) => documents.set(id, await path.container.read(request.partitionKey, id, options))),
    );
    const verdict = request.change(found(documents));
    if (verdict.kind !== 'read') return verdict;
    ids = verdict.ids;
  }
}

const found = (documents: ReadonlyMap<string, Versioned<Stored> | undefined>): Found => ({
  has: (id) => documents.has(id),
  get<T extends Stored>(id: string) {
    if (!documents.has(id)) throw new Error(`document ${id} was not read`);
    return documents.get(id) as Versioned<T> | undefined;
  },
});

/** T2: `revision` is one more than what is replaced; without a predecessor it begins at server time. */
function writesOf<R>(
  { serverClock }: WritePath,
  verdict: Extract<Verdict<R>, { kind: 'write' }>,
  documents: ReadonlyMap<string, Versioned<Stored> | undefined>,
): Write[] {
  const read = found(documents);
  const puts = verdict.put.map((document): Write => {
    const before = read.get(document.id);
    if (!before) return { kind: 'create', document: { ...document, revision: serverClock.now() } };
    const revision = (before.document.revision ?? serverClock.now()) + 1;
    return { kind: 'replace', etag: before.etag, document: { ...document, revision } };
  });
  const removals = (verdict.remove ?? []).flatMap((id): Write[] => {
    const before = read.get(id);
    return before ? [{ kind: 'remove', id, etag: before.etag }] : [];
  });
  return [...puts, ...removals];
}

const target = (write: Write): { id: string } => (write.kind === 'remove' ? write : write.document);
