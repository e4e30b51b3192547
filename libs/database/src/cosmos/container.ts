import { type Clock, type Duration, withTimeout } from '@aro-rp/time';
import { type Container, type JSONObject, type OperationInput, type SqlQuerySpec } from '@azure/cosmos';
import { type ETag, type Versioned } from '../documents.ts';
import { StoreError } from '../errors.ts';
import { type CallOptions } from '../stores.ts';
import { isRace, statusOf, storeErrorOf } from './failures.ts';
import { type Stored, versioned } from './stored.ts';

/** No write is unconditional: a create meets what is there, the others name the version seen. */
export type Write =
  | { kind: 'create'; document: Stored }
  | { kind: 'replace'; document: Stored; etag: ETag }
  | { kind: 'remove'; id: string; etag: ETag };

export type WriteResult =
  | { kind: 'written'; documents: Versioned<Stored>[] }
  /** Nothing was written: another writer was faster, or Cosmos DB wants the whole batch again. */
  | { kind: 'raced'; retryAfterMs?: number };

/** One container, in terms of documents. Each method is one call with a time-out; see {@link callOf} for errors. */
export interface DocumentContainer {
  read<T extends Stored>(partitionKey: string, id: string, options?: CallOptions): Promise<Versioned<T> | undefined>;
  /** All or nothing, in one transactional batch of one partition. */
  write(partitionKey: string, writes: readonly Write[], options?: CallOptions): Promise<WriteResult>;
  /** Pages as they come; an empty one does not end it. Across partitions without `partitionKey`. */
  query<T extends Stored>(
    query: SqlQuerySpec,
    scope: { partitionKey?: string; pageSize?: number },
    options?: CallOptions,
  ): AsyncIterable<Versioned<T>[]>;
}

/**
 * Runs one call of the client. Its end is not awaited longer than the limit or the caller's signal allow, although the
 * client sleeps between its own retries. @throws StoreError; the signal's reason when the caller gave up
 */
export function callOf(clock: Clock, limit: Duration) {
  return async <T>(options: CallOptions | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    options?.signal?.throwIfAborted();
    using timeout = withTimeout(clock, limit, options?.signal);
    const { signal } = timeout;
    const gaveUp = Promise.withResolvers<never>();
    const giveUp = () => gaveUp.reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([call(signal), gaveUp.promise]);
    } catch (error) {
      options?.signal?.throwIfAborted();
      throw storeErrorOf(signal.aborted ? new Error('no answer in time', { cause: signal.reason }) : error);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}
export type Call = ReturnType<typeof callOf>;

const ownerMissing = 1003;

export function documentContainer(container: Container, call: Call): DocumentContainer {
  return {
    read<T extends Stored>(partitionKey: string, id: string, options?: CallOptions) {
      return call(options, async (abortSignal) => {
        const answer = await container.item(id, partitionKey).read<T>({ abortSignal });
        if (answer.substatus === ownerMissing) throw new StoreError('unavailable', `no container ${container.id}`);
        return answer.resource === undefined ? undefined : versioned<T>(answer.resource);
      });
    },

    write(partitionKey, writes, options) {
      return call(options, async (abortSignal) => {
        try {
          const answer = await container.items.batch(writes.map(operation), partitionKey, { abortSignal });
          return resultOf(answer.result ?? [], writes.length);
        } catch (error) {
          if (isRace(statusOf(error))) return { kind: 'raced' };
          throw error;
        }
      });
    },

    async *query<T extends Stored>(
      query: SqlQuerySpec,
      { partitionKey, pageSize }: { partitionKey?: string; pageSize?: number },
      options?: CallOptions,
    ) {
      const pages = container.items.query<T>(query, {
        ...(partitionKey !== undefined && { partitionKey }),
        ...(pageSize !== undefined && { maxItemCount: pageSize }),
        ...(options?.signal && { abortSignal: options.signal }),
      });
      while (pages.hasMoreResults()) {
        const page = await call(options, () => pages.fetchNext());
        yield (page.resources ?? []).map((resource) => versioned<T>(resource));
      }
    },
  };
}

/** The client passes `ifMatch` of a delete on, though its type for input leaves it out. */
function operation(write: Write): OperationInput {
  const body = (document: Stored) => document as unknown as JSONObject;
  switch (write.kind) {
    case 'create':
      return { operationType: 'Create', resourceBody: body(write.document) };
    case 'replace':
      return {
        operationType: 'Replace',
        id: write.document.id,
        ifMatch: write.etag,
        resourceBody: body(write.document),
      };
    case 'remove': {
      const remove = { operationType: 'Delete' as const, id: write.id, ifMatch: write.etag };
      return remove;
    }
  }
}

interface OperationResult {
  statusCode: number;
  resourceBody?: JSONObject;
  retryAfterMilliseconds?: number;
}

/** A failed transactional batch is a 207 whose culprit has its own status and all others 424. */
function resultOf(results: readonly OperationResult[], expected: number): WriteResult {
  // Without a result for each operation nobody knows what was written: as if the answer had been lost.
  if (results.length !== expected)
    throw new Error(`a batch of ${expected} was answered with ${results.length} results`);
  const culprit = results.find(({ statusCode }) => statusCode >= 400 && statusCode !== 424);
  if (!culprit) {
    const bodies = results.flatMap(({ resourceBody }) => (resourceBody ? [resourceBody] : []));
    return { kind: 'written', documents: bodies.map((body) => versioned(body as unknown as Stored)) };
  }
  const { statusCode, retryAfterMilliseconds } = culprit;
  if (statusCode === 429) return { kind: 'raced', retryAfterMs: retryAfterMilliseconds ?? 0 };
  // 404: what was to be replaced or removed has gone since it was read.
  if (statusCode === 404 || isRace(statusCode)) return { kind: 'raced' };
  throw Object.assign(new Error('a batch was refused'), { code: statusCode });
}
