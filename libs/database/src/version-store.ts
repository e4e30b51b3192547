import { isDeepStrictEqual } from 'node:util';
import { batch, type WritePath } from './batch.ts';
import { type VersionDocument, type Versioned } from './documents.ts';
import { type VersionStore } from './stores.ts';

export function versionStore(path: WritePath): VersionStore {
  return {
    get: (version, options) => path.container.read<VersionDocument>(version, version, options),

    async list(options) {
      const found: Versioned<VersionDocument>[] = [];
      for await (const page of path.container.query<VersionDocument>({ query: 'SELECT * FROM c' }, {}, options))
        found.push(...page);
      return found;
    },

    async put(content, { signal } = {}) {
      const id = content.version;
      let outcome: 'created' | 'changed' | undefined;
      const { result } = await batch<'created' | 'changed' | 'unchanged'>(
        path,
        {
          name: 'put-version',
          partitionKey: id,
          ids: [id],
          change(found) {
            const current = found.get<VersionDocument>(id)?.document;
            const wanted: VersionDocument = { revision: 0, ...current, ...content, id, type: 'openshift-version' };
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
  };
}
