import { type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Registry } from '../registry.ts';
import { type Outcome } from './copy.ts';

/** Where a blob is wanted. */
export interface BlobPlace {
  /** Of the registry. */
  host: string;
  repository: string;
  digest: Digest;
}

/**
 * What the copies of one run know: which blobs are at their targets, so that each goes there once, and which tags there
 * were at the sources.
 */
export interface BlobLedger {
  /**
   * All tags of a source, read once. @returns undefined when there are more than a thousand, or they are not told: then
   * those that matter have to be asked for one by one
   */
  tagsOf(registry: Registry, repository: string, signal: AbortSignal): Promise<ReadonlySet<string> | undefined>;
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
  const tags = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  return {
    async tagsOf(registry, repository, signal) {
      const key = `${registry.host}/${repository}`;
      const reading = tags.get(key) ?? readTags(registry, repository);
      tags.set(key, reading);
      const found = await reading;
      signal.throwIfAborted();
      return found;
    },
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

/** A page of a list, in most registries. */
const mostTags = 1_000;

/** Waited for by several, it ends for no signal but that of the registry. */
async function readTags(registry: Registry, repository: string): Promise<ReadonlySet<string> | undefined> {
  const found = new Set<string>();
  try {
    for await (const tag of registry.tags(repository)) {
      if (found.size === mostTags) return undefined;
      found.add(tag);
    }
    return found;
  } catch {
    // Who may pull an image need not be allowed to list. What else is wrong shows when the image is asked for.
    return undefined;
  }
}
