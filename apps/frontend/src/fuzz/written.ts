import { type ContainerName, type Database } from '@aro-rp/database';

/** @returns the partition keys in which a document has changed since the call before, with what changed there. */
export type Written = () => Promise<ReadonlyMap<string, string[]>>;

/** Follows containers as the change feed does: deletes leave tombstones, so nothing is missed. */
export async function followWrites(database: Database, containers: readonly ContainerName[]): Promise<Written> {
  const places = await Promise.all(
    containers.map(async (container) => {
      const feed = database.feed(container);
      const ranges = await feed.ranges();
      return ranges.map((range) => ({ feed, range, container, continuation: undefined as string | undefined }));
    }),
  );
  return async () => {
    const found = new Map<string, string[]>();
    await Promise.all(
      places.flat().map(async (place) => {
        for (let more = true; more;) {
          const page = await place.feed.read(place.range, place.continuation);
          for (const { partitionKey, found: changed } of page.documents) {
            const what = `${place.container} ${changed.document.type} ${changed.document.id}`;
            found.set(partitionKey, [...(found.get(partitionKey) ?? []), what]);
          }
          ({ continuation: place.continuation, more } = page);
        }
      }),
    );
    return found;
  };
}
