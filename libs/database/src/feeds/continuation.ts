import { StoreError } from '../errors.ts';
import { type FeedRange } from '../feed.ts';

/** One part of a range; after a split there are several. `continuationToken` is the part's own place, opaque. */
interface Part {
  minInclusive: string;
  maxExclusive: string;
  continuationToken?: string;
}

/** The client's own token for a range, kept verbatim in a lease (`@azure/cosmos` 4.10, change feed pull model). */
interface Continuation {
  rid: string;
  Continuation: Part[];
}

/** The token of a range from its beginning. `rid` names the container. */
export const fromBeginning = ({ min, max }: FeedRange, rid: string): string =>
  JSON.stringify({
    rid,
    Continuation: [{ minInclusive: min, maxExclusive: max, continuationToken: '' }],
  } satisfies Continuation);

/** The container's rid. @throws StoreError `refused-continuation` when the text is no token of a range */
export function containerOf(continuation: string): string {
  const token = parse(continuation);
  if (!token) throw new StoreError('refused-continuation', 'not a continuation of a feed range');
  return token.rid;
}

function parse(text: string): Continuation | undefined {
  try {
    const token = JSON.parse(text) as Partial<Continuation> | null;
    const parts = token?.Continuation;
    const isToken = typeof token?.rid === 'string' && Array.isArray(parts) && parts.length > 0 && parts.every(isPart);
    return isToken ? (token as Continuation) : undefined;
  } catch {
    return undefined;
  }
}

const isPart = (part: Partial<Part> | null): boolean =>
  typeof part?.minInclusive === 'string' && typeof part.maxExclusive === 'string';
