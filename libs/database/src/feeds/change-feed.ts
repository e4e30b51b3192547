import { ChangeFeedStartFrom, type ChangeFeedPullModelIterator, type Container } from '@azure/cosmos';
import { type Call } from '../cosmos/container.ts';
import { statusOf } from '../cosmos/failures.ts';
import { type Stored, versioned } from '../cosmos/stored.ts';
import { type ContainerName, partitionKeyOf } from '../definitions.ts';
import { type Envelope } from '../documents.ts';
import { isStoreError, StoreError } from '../errors.ts';
import { type ChangeFeed, type FeedRange } from '../feed.ts';
import { containerOf, fromBeginning } from './continuation.ts';

type Changed = Envelope & Stored;

export interface ChangeFeedOptions {
  name: ContainerName;
  container: Container;
  call: Call;
  /** Changed documents in one page, at most. */
  pageSize?: number;
}

/**
 * The feed of latest versions. The client's iterator finds ranges that have split or merged by itself; its token then
 * has several parts, and a `read` with nothing new asks for each of them. Not for use by two readers of one range at
 * the same time.
 */
export function changeFeed({ name, container, call, pageSize = 100 }: ChangeFeedOptions): ChangeFeed {
  /** Where each range's iterator stands, so that reading on costs one request and no set-up. */
  const standing = new Map<string, { continuation: string; pages: ChangeFeedPullModelIterator<Changed> }>();
  const keyOf = ({ min, max }: FeedRange) => `${min}-${max}`;

  const begin = (continuation: string) =>
    container.items.getChangeFeedIterator<Changed>({
      changeFeedStartFrom: ChangeFeedStartFrom.Continuation(continuation),
      maxItemCount: pageSize,
    });

  const ridOf = async (): Promise<string> => {
    const { resource } = await container.read();
    const rid = (resource as { _rid?: string } | undefined)?._rid;
    if (rid === undefined) throw new StoreError('unavailable', `no container ${container.id}`);
    return rid;
  };

  return {
    ranges: (options) =>
      call(options, async () => {
        const ranges = await container.getFeedRanges();
        return ranges.map(({ minInclusive, maxExclusive }) => ({ min: minInclusive, max: maxExclusive }));
      }),

    read(range, continuation, options) {
      return call(options, async () => {
        const key = keyOf(range);
        const stood = standing.get(key);
        standing.delete(key);
        const from = continuation ?? fromBeginning(range, await ridOf());
        const rid = containerOf(from);
        const pages = stood && stood.continuation === continuation ? stood.pages : begin(from);

        const page = await pages.readNext().catch((error: unknown) => refuse(error, continuation));
        // A container that was made anew under the same name answers with its own rid.
        const answeredBy = page.headers['x-ms-content-path'];
        if (typeof answeredBy === 'string' && answeredBy !== '' && answeredBy !== rid) throw refused();

        const next = page.continuationToken;
        standing.set(key, { continuation: next, pages });
        const documents = page.count > 0 ? (page.result as Changed[]) : [];
        return {
          documents: documents.map((document) => ({
            partitionKey: partitionKeyOf(name, document),
            found: versioned<Envelope>(document),
          })),
          continuation: next,
          more: page.count > 0,
        };
      });
    },
  };
}

const refused = (cause?: unknown) =>
  new StoreError('refused-continuation', 'the continuation belongs to another container', { cause });

/** The client finds another rid by itself and says so without a status; the server answers 400. */
function refuse(error: unknown, continuation: string | undefined): never {
  if (isStoreError(error) || continuation === undefined) throw error;
  const { message = '' } = error as Error;
  if (statusOf(error) === 400 || message.includes('not for the current container')) throw refused(error);
  throw error;
}
