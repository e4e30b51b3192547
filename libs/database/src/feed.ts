import { type Envelope, type Versioned } from './documents.ts';
import { type CallOptions } from './stores.ts';

/** A range of effective partition keys, `[min, max)`, as Cosmos DB names it. */
export interface FeedRange {
  min: string;
  max: string;
}

export interface FeedPage {
  /** Changed documents in order of change within a partition; the envelope only is trusted to be readable (L1). */
  documents: { partitionKey: string; found: Versioned<Envelope> }[];
  /** Names the place after this page; durable, and valid for this range only. */
  continuation: string;
  /** False when the range had nothing more to say. */
  more: boolean;
}

export interface ChangeFeed {
  ranges(options?: CallOptions): Promise<FeedRange[]>;
  /** One request. `continuation` undefined begins at the beginning. @throws StoreError `refused-continuation` */
  read(range: FeedRange, continuation: string | undefined, options?: CallOptions): Promise<FeedPage>;
}

/** A range's lease with its checkpoint; one document per range, in the feed's own partition. */
export interface RangeLease {
  id: string;
  feed: string;
  min: string;
  max: string;
  /** Empty when nobody holds it. */
  owner: string;
  epoch: number;
  /** Chosen when the range begins at the beginning (L3). */
  generation: string;
  continuation?: string;
  /** Changes in every renewal, so that an observer sees the document change (L1). */
  renewals: number;
}

/** Every write names the version seen. */
export interface RangeLeaseStore {
  list(feed: string, options?: CallOptions): Promise<Versioned<RangeLease>[]>;
  /** @throws StoreError `already-exists` */
  create(lease: RangeLease, options?: CallOptions): Promise<Versioned<RangeLease>>;
  /** L5. @throws StoreError `lost-lease` on 412 and 404: the range has another owner */
  replace(seen: Versioned<RangeLease>, next: RangeLease, options?: CallOptions): Promise<Versioned<RangeLease>>;
}
