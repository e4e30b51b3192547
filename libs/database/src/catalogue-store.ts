import { isDeepStrictEqual } from 'node:util';
import { batch, type WritePath } from './batch.ts';
import { type Stored } from './cosmos/stored.ts';
import { type Versioned } from './documents.ts';
import { mutate } from './single.ts';
import { type CatalogueStore, Unchanged } from './stores.ts';

/** What the documents of one catalogue have in common. */
export interface Catalogue<D extends Stored> {
  type: string;
  /** Of the write, in metrics. */
  name: string;
  /** The member that says which document it is; also its id and its partition. */
  key: keyof D & string;
}

export function catalogueStore<D extends Stored>(
  path: WritePath,
  { type, name, key }: Catalogue<D>,
): CatalogueStore<D> {
  return {
    get: (id, options) => path.container.read<D>(id, id, options),

    async list(options) {
      const found: Versioned<D>[] = [];
      for await (const page of path.container.query<D>({ query: 'SELECT * FROM c' }, {}, options)) found.push(...page);
      return found;
    },

    async put(content, { signal } = {}) {
      const id = String((content as Partial<D>)[key]);
      let outcome: 'created' | 'changed' | undefined;
      const { result } = await batch<'created' | 'changed' | 'unchanged'>(
        path,
        {
          name,
          partitionKey: id,
          ids: [id],
          change(found) {
            const current = found.get(id)?.document;
            const wanted: Stored = { revision: 0, ...current, ...content, id, type };
            // What an earlier try has written, its answer lost, counts as written.
            if (current && isDeepStrictEqual(current, wanted)) {
              return { kind: 'unchanged', result: outcome ?? 'unchanged' };
            }
            outcome ??= current ? 'changed' : 'created';
            return { kind: 'write', put: [wanted], result: outcome };
          },
        },
        { ...(signal && { signal }) },
      );
      return result;
    },

    async change(id, change, options) {
      let outcome: 'changed' | 'unchanged' = 'unchanged';
      await mutate<D>(
        path,
        { name, partitionKey: id, id },
        (current) => {
          const wanted = { ...current, ...change(current) };
          if (isDeepStrictEqual(current, wanted)) return Unchanged;
          outcome = 'changed';
          return wanted;
        },
        options,
      );
      return outcome;
    },

    async add(content, { signal } = {}) {
      const id = String((content as Partial<D>)[key]);
      let hasTried = false;
      const { result } = await batch<boolean>(
        path,
        {
          name,
          partitionKey: id,
          ids: [id],
          change(found) {
            const current = found.get(id)?.document;
            const wanted: Stored = { revision: 0, ...content, id, type };
            if (current) {
              const isOwn = hasTried && isDeepStrictEqual({ ...current, revision: 0 }, wanted);
              return { kind: 'unchanged', result: isOwn };
            }
            hasTried = true;
            return { kind: 'write', put: [wanted], result: true };
          },
        },
        { ...(signal && { signal }) },
      );
      return result;
    },
  };
}
