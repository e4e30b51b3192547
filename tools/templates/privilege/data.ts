import { grants } from '../region/cosmos.ts';
import { type Attempt } from './attempt.ts';
import { audiences, prefix, type World } from './world.ts';

/** Work with what a region's services hold: queues, secrets, blobs and documents. */
export function dataAttempts(world: World): Attempt[] {
  const containers = [...new Set(Object.values(grants).flatMap((one) => Object.keys(one)))];
  return [
    ...['cluster-work', 'subscription-work'].flatMap((queue) =>
      (['send to', 'receive from'] as const).map((right) => ofBus(world, queue, right)),
    ),
    ...['svc', 'app', 'mir'].flatMap((vault) =>
      ['rp-server', 'data-key', 'rp-application', 'source-registries'].map((one) => ofVault(world, vault, one)),
    ),
    ...['installers', 'installer-output'].flatMap((container) =>
      (['read', 'write'] as const).map((right) => ofBlob(world, container, right)),
    ),
    ...containers.flatMap((container) => Object.keys(requests).map((action) => ofCosmos(world, container, action))),
  ];
}

const ofBus = ({ bus }: World, queue: string, right: 'send to' | 'receive from'): Attempt => ({
  what: `${right} ${queue}`,
  async by(who) {
    const link = right === 'send to' ? bus(who).createSender(queue) : bus(who).createReceiver(queue);
    try {
      if ('sendMessages' in link) await link.sendMessages({ body: 1 });
      else await link.receiveMessages(1, { maxWaitTimeInMs: 1 });
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'UnauthorizedAccess') return false;
      throw error;
    } finally {
      await link.close();
    }
  },
});

const ofVault = ({ under, isLetIn }: World, vault: string, secret: string): Attempt => ({
  what: `read ${secret} in ${vault}`,
  by(who) {
    const uri = under.azure.keyVault.vaultUri(`${prefix}-${vault}`);
    return isLetIn(who, audiences.vault, `${uri}secrets/${secret}?api-version=7.5`);
  },
});

const ofBlob = ({ under, isLetIn }: World, container: string, right: 'read' | 'write'): Attempt => ({
  what: `${right} in ${container}`,
  by: (who) =>
    isLetIn(who, audiences.storage, `${under.azure.blob.origin}/${prefix}store/${container}/x`, {
      headers: { 'x-ms-version': '2023-11-03', 'x-ms-blob-type': 'BlockBlob' },
      ...(right === 'write' && { method: 'PUT', body: 'x' }),
    }),
});

/** A document that is right in every container, whatever its partition key. */
const document = { id: 'p', partitionKey: 'p', feed: 'p', release: 'p' };
const inPartition = { 'x-ms-documentdb-partitionkey': '["p"]', 'x-ms-version': '2020-07-15' };
const requests: Record<string, { path: string; init: RequestInit }> = {
  create: { path: '/docs', init: { method: 'POST', body: JSON.stringify(document), headers: inPartition } },
  read: { path: '/docs/p', init: { headers: inPartition } },
  replace: { path: '/docs/p', init: { method: 'PUT', body: JSON.stringify(document), headers: inPartition } },
  remove: { path: '/docs/p', init: { method: 'DELETE', headers: inPartition } },
  query: {
    path: '/docs',
    init: {
      method: 'POST',
      body: JSON.stringify({ query: 'SELECT * FROM c' }),
      headers: { ...inPartition, 'x-ms-documentdb-isquery': 'true', 'content-type': 'application/query+json' },
    },
  },
  feed: {
    path: '/docs',
    init: {
      headers: {
        'x-ms-version': '2020-07-15',
        'a-im': 'Incremental feed',
        'x-ms-documentdb-partitionkeyrangeid': '0',
        'if-none-match': '*',
      },
    },
  },
};

const ofCosmos = ({ under, isLetIn }: World, container: string, action: string): Attempt => ({
  what: `${action} in ${container}`,
  by(who) {
    const { path = '', init } = requests[action] ?? {};
    const endpoint = under.azure.cosmos.endpoint.replace(/\/$/, '');
    return isLetIn(who, audiences.cosmos, `${endpoint}/dbs/aro/colls/${container}${path}`, init);
  },
});
