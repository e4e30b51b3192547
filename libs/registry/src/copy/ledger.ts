import { type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Outcome } from './copy.ts';

/** Where a blob is wanted. */
export interface BlobPlace {
  /** Of the registry. */
  host: string;
  repository: string;
  digest: Digest;
}

/** What the copies of one run know of the blobs at their targets, so that each goes there once. */
export interface BlobLedger {
  /**
   * Has the blob brought there by `bring`, unless it is there already, or waits for who is at it.
   * @param bring is told of another repository of that host that has the blob by now, if there is one
   * @returns how it came there: `shared` when it was brought for somebody else
   * @throws what `bring` throws, also to all who wait for it; but nobody fails by the signal of another
   */
  bring(place: BlobPlace, bring: (elsewhere: string | undefined) => Promise<Outcome>): Promise<Outcome>;
}

interface Entry {
  there: Set<string>;
  underWay: Map<string, Promise<Outcome>>;
}

/** Grows with the number of blobs; keep one for a run, not for the life of a process. */
export function createBlobLedger(): BlobLedger {
  const entries = new Map<string, Entry>();

  return {
    async bring({ host, repository, digest }, bring) {
      const key = `${host} ${digest}`;
      const entry = entries.get(key) ?? { there: new Set<string>(), underWay: new Map<string, Promise<Outcome>>() };
      entries.set(key, entry);
      for (;;) {
        if (entry.there.has(repository)) return 'shared';
        // What is on its way to another repository is worth waiting for: it can be mounted then.
        const other = entry.underWay.get(repository) ?? (entry.there.size === 0 ? first(entry.underWay) : undefined);
        if (other === undefined) break;
        const isHere = other === entry.underWay.get(repository);
        try {
          await other;
        } catch (error) {
          if (isHere && error instanceof RegistryError) throw error;
        }
      }
      const [elsewhere] = entry.there;
      const work = bring(elsewhere);
      entry.underWay.set(repository, work);
      try {
        const how = await work;
        entry.there.add(repository);
        return how;
      } finally {
        entry.underWay.delete(repository);
      }
    },
  };
}

const first = (underWay: Map<string, Promise<Outcome>>): Promise<Outcome> | undefined => underWay.values().next().value;
