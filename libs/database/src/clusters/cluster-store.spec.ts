import { type FaultRule } from '@aro-rp/local-azure';
import { documentId } from '@aro-rp/api';
import { hours } from '@aro-rp/time';
import { acceptance, newIds, refOf, resource } from '@aro-rp/testing';
import fc from 'fast-check';
import { type ClusterDocument, type ETag, type Versioned } from '../documents.ts';
import { type Decide } from '../stores.ts';
import { accept, finish } from '../testing/clusters.ts';
import { race } from '../testing/race.ts';
import { unknownMembers } from '../testing/unknown-members.ts';
import { useDatabase } from '../testing/use-database.ts';

const { database, strike } = useDatabase();

const created = async (...args: Parameters<typeof resource>) => {
  const id = resource(...args);
  await accept(database.clusters, id);
  await finish(database.work, id);
  return id;
};

describe('accept of a new cluster', () => {
  it('makes cluster and operation together', async () => {
    const id = resource();
    const ids = newIds();

    const { cluster, created } = await accept(database.clusters, id, {}, ids);

    expect(created).toBe(true);
    expect(cluster.document).toMatchObject({
      id: documentId(id),
      type: 'cluster',
      partitionKey: id.subscriptionId,
      key: id.key,
      provisioningState: 'Creating',
      operationId: ids.operationId,
      facts: {},
      plan: { id: ids.planId, kind: 'create-cluster', version: 1, cursor: 'validate', attempts: 0 },
    });
    expect(cluster.document).not.toHaveProperty('lease');
    expect(await database.clusters.get(id)).toEqual(cluster);
    const operation = await database.operations.get(id.subscriptionId, ids.operationId);
    expect(operation?.document).toMatchObject({ kind: 'create', status: 'Creating', clusterKey: id.key });
    expect(operation?.document).not.toHaveProperty('ttl');
  });

  it('counts the deadline from the start of the operation', async () => {
    const id = resource();
    const ids = newIds();

    const { cluster } = await accept(database.clusters, id, {}, ids);

    const operation = await database.operations.get(id.subscriptionId, ids.operationId);
    const started = Date.parse(operation!.document.startTime);
    expect(Date.parse(cluster.document.plan!.deadline) - started).toBe(hours(2));
  });

  it('creates one of 20 that race', async () => {
    const id = resource();
    const refuse: Decide = (current) => {
      if (current) throw new Error('409 by the caller');
      return acceptance(id);
    };

    const { won, refusals } = await race(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? database : database.another()).clusters.accept(id, newIds(), refuse),
      ),
    );

    expect(won).toBe(1);
    expect(new Set(refusals.map(String))).toEqual(new Set(['Error: 409 by the caller']));
  });

  it.each<[string, FaultRule['action'], number]>([
    ['loses its answer', { kind: 'lose-answer' }, 1],
    ['is cut off before anything is done', { kind: 'drop' }, 2],
    ['loses its answer again and again', { kind: 'lose-answer' }, 3],
  ])('has succeeded, and is new, when a try %s', async (_, action, times) => {
    const id = resource();
    const ids = newIds();
    strike(action, { times });

    const { cluster, created } = await accept(database.clusters, id, {}, ids);

    expect(created).toBe(true);
    expect(cluster.document.operationId).toBe(ids.operationId);
  });

  it('has succeeded for a repeat of the caller, though the cluster has moved on', async () => {
    const id = resource();
    const ids = newIds();
    await accept(database.clusters, id, {}, ids);
    await finish(database.work, id);
    const decide = jest.fn(() => acceptance(id));

    const { cluster, created } = await database.clusters.accept(id, ids, decide, { ifNoneMatch: '*' });

    expect(decide).not.toHaveBeenCalled();
    expect(created).toBe(true);
    expect(cluster.document.provisioningState).toBe('Succeeded');
  });

  it('writes nothing when the decision throws', async () => {
    const id = resource();

    const refused = database.clusters.accept(id, newIds(), () => {
      throw new Error('not allowed');
    });

    await expect(refused).rejects.toThrow('not allowed');
    expect(await database.clusters.get(id)).toBeUndefined();
  });

  it('finds the cluster whatever the case of its id', async () => {
    const id = await created('Mixed', undefined, 'RG');

    expect(await database.clusters.get(resource('mixed', id.subscriptionId, 'rg'))).toBeDefined();
  });
});

describe('accept of a change', () => {
  const update = (id: ReturnType<typeof resource>, current: Versioned<ClusterDocument> | undefined) =>
    acceptance(id, {
      cluster: { ...current!.document.cluster, tags: { team: 'b' } },
      operation: { kind: 'update', status: 'Updating' },
    });

  it('begins a plan on the cluster that is there', async () => {
    const id = await created();
    const before = (await database.clusters.get(id))!;
    const ids = newIds();

    const { cluster, created: isNew } = await database.clusters.accept(id, ids, (current) => update(id, current));

    expect(isNew).toBe(false);
    expect(cluster.document).toMatchObject({
      revision: before.document.revision + 1,
      provisioningState: 'Updating',
      operationId: ids.operationId,
      plan: { id: ids.planId },
      cluster: {
        tags: { team: 'b' },
        properties: { provisioningState: 'Updating', lastProvisioningState: 'Succeeded' },
      },
    });
  });

  it('is refused while an operation runs, naming it', async () => {
    const id = resource();
    const running = newIds();
    await accept(database.clusters, id, {}, running);

    const second = database.clusters.accept(id, newIds(), (current) => update(id, current));

    await expect(second).rejects.toMatchObject({
      kind: 'already-exists',
      taken: { kind: 'operation', value: running.operationId },
    });
  });

  it('holds the conditions of the caller', async () => {
    const id = await created();
    const { etag } = (await database.clusters.get(id))!;
    const acceptIf = (options: { ifMatch?: ETag | '*'; ifNoneMatch?: '*' }, target = id) =>
      database.clusters.accept(target, newIds(), (current) => update(target, current), options);
    const failed = expect.objectContaining({ kind: 'precondition-failed' });

    await expect(acceptIf({ ifMatch: '"0"' as ETag })).rejects.toEqual(failed);
    await expect(acceptIf({ ifNoneMatch: '*' })).rejects.toEqual(failed);
    await expect(acceptIf({ ifMatch: '*' }, resource())).rejects.toEqual(failed);
    await expect(acceptIf({ ifMatch: etag })).resolves.toMatchObject({ created: false });
  });

  it('carries members that it does not know through', async () => {
    await fc.assert(
      fc.asyncProperty(unknownMembers, async (unknown) => {
        const id = resource();
        await accept(database.clusters, id, { cluster: { ...acceptance(id).cluster, ...unknown } });
        await finish(database.work, id);

        const { cluster } = await database.clusters.accept(id, newIds(), (current) => update(id, current));

        expect(cluster.document.cluster).toMatchObject(unknown);
      }),
      { numRuns: 10 },
    );
  });
});

describe('tombstones', () => {
  const deleted = async () => {
    const id = await created();
    await accept(database.clusters, id, { operation: { kind: 'delete', status: 'Deleting' } });
    await finish(database.work, id, { provisioningState: 'Succeeded', deleted: true });
    return id;
  };

  it('are no clusters to a reader', async () => {
    const id = await deleted();

    expect(await database.clusters.get(id)).toBeUndefined();
    expect((await database.work.read(refOf(id)))?.document).toMatchObject({ tombstone: true, ttl: 600 });
  });

  it('are replaced completely by a create, which goes on with their revision', async () => {
    const id = await deleted();
    const before = (await database.work.read(refOf(id)))!.document;
    const fresh = resource('fresh', id.subscriptionId);
    await accept(database.clusters, fresh);
    const pattern = (await database.clusters.get(fresh))!.document;

    const { cluster, created: isNew } = await database.clusters.accept(
      id,
      newIds(),
      (current) => (expect(current).toBeUndefined(), acceptance(id)),
      { ifNoneMatch: '*' },
    );

    expect(isNew).toBe(true);
    expect(cluster.document.revision).toBe(before.revision + 1);
    expect(Object.keys(cluster.document).sort()).toEqual(Object.keys(pattern).sort());
  });
});
