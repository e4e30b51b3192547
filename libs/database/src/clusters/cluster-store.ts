import { documentId } from '@aro-rp/api';
import { type Secret } from '@aro-rp/telemetry';
import { batch, type WritePath } from '../batch.ts';
import { type ClusterDocument, type SecretsDocument } from '../documents.ts';
import { StoreError } from '../errors.ts';
import { firstTry } from '../first-try.ts';
import { type KeyRing } from '../key-ring.ts';
import { open, seal } from '../seal.ts';
import { type ClusterStore } from '../stores.ts';
import { accept, oncePerVersion, type AcceptRequest, alive } from './acceptance.ts';
import { listClusters } from './cluster-list.ts';
import { sealingContextOf, secretsIdOf } from './document-ids.ts';

/** What may be read of clusters without a key that opens secrets. */
export type ClusterReader = Pick<ClusterStore, 'get' | 'list'>;

/** @param keys seal the places that lists give out */
export function clusterReader({ container }: Pick<WritePath, 'container'>, keys: KeyRing): ClusterReader {
  return {
    async get(id, options) {
      return alive(await container.read<ClusterDocument>(id.subscriptionId, documentId(id), options));
    },
    list: (scope, page, options) => listClusters(container, keys, scope, page, options),
  };
}

/** @param keys seal and open secrets, and the places that lists give out */
export function clusterStore(path: WritePath, keys: KeyRing): ClusterStore {
  return {
    ...clusterReader(path, keys),

    async accept(id, ids, decide, { signal, ...preconditions } = {}) {
      const clusterDocumentId = documentId(id);
      const sealing = await sealingKey(keys);
      const request: AcceptRequest = {
        resource: id,
        clusterDocumentId,
        operationId: ids.operationId,
        planId: ids.planId,
        decide: oncePerVersion(decide),
        preconditions,
        now: firstTry(path),
        seal: (secretsId, name, value) => seal(sealing(), sealingContextOf(secretsId, name), value),
      };
      const { result, now } = await batch(
        path,
        {
          name: 'accept',
          partitionKey: id.subscriptionId,
          ids: [clusterDocumentId, ids.operationId],
          change: (found) => accept(found, request),
        },
        { ...(signal && { signal }) },
      );
      const cluster = now.get<ClusterDocument>(clusterDocumentId);
      if (!cluster) throw new StoreError('not-found', 'it was accepted, and has gone since');
      return { cluster, created: result.created };
    },

    async secrets(id, options) {
      const secretsId = secretsIdOf(documentId(id));
      const found = await path.container.read<SecretsDocument>(id.subscriptionId, secretsId, options);
      const sealed = Object.entries(found?.document.values ?? {});
      const opened = await Promise.all(
        sealed.map(async ([name, text]): Promise<[string, Secret]> => [
          name,
          await open(keys, sealingContextOf(secretsId, name), text),
        ]),
      );
      return Object.fromEntries(opened);
    },
  };
}

/** A ring without a key fails only the requests that have something to seal. */
async function sealingKey(keys: KeyRing) {
  try {
    const key = await keys.current();
    return () => key;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
