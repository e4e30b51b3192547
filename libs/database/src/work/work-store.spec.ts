import { type FaultRule } from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { fromInstant, hours, milliseconds, seconds } from '@aro-rp/time';
import { newIds, refOf, resource } from '@aro-rp/testing';
import { type ClusterDocument, type Versioned, type WorkRef } from '../documents.ts';
import { protocolTimes } from '../protocol-times.ts';
import { accept } from '../testing/clusters.ts';
import { type TestDatabase } from '../testing/database-on.ts';
import { useDatabase } from '../testing/use-database.ts';

const { database, strike } = useDatabase();
beforeEach(() => database.outcomes.splice(0));

const owner = 'worker-1';
const read = async (ref: WorkRef) => (await database.work.read(ref)) as Versioned<ClusterDocument>;

/** A cluster that was just accepted. */
const accepted = async () => {
  const id = resource();
  const ids = newIds();
  await accept(database.clusters, id, {}, ids);
  const ref = refOf(id);
  return {
    id,
    ids,
    ref,
    operation: async () => (await database.operations.get(id.subscriptionId, ids.operationId))?.document,
  };
};
/** One that is leased by this test. */
const leased = async () => {
  const one = await accepted();
  const leaseId = randomUUID();
  await database.work.take(one.ref, await read(one.ref), { id: leaseId, owner });
  return { ...one, leaseId };
};

describe('take', () => {
  it('writes a full lease on the version seen', async () => {
    const { ref } = await accepted();
    const seen = await read(ref);

    const result = await database.work.take(ref, seen, { id: 'l1', owner });

    expect(result).toMatchObject({
      kind: 'taken',
      taken: {
        document: { revision: seen.document.revision + 1, lease: { id: 'l1', owner, epoch: 1 }, plan: { attempts: 1 } },
      },
    });
    const { document, writtenAt } = await read(ref);
    const left = fromInstant(document.lease!.expiresAt) - writtenAt;
    expect(left).toBeGreaterThan(seconds(28));
    expect(left).toBeLessThan(seconds(32));
  });

  it('finds what is there now when somebody was faster', async () => {
    const { ref } = await accepted();
    const seen = await read(ref);
    await database.work.take(ref, seen, { id: 'l1', owner });

    const result = await database.work.take(ref, seen, { id: 'l2', owner });

    expect(result).toMatchObject({ kind: 'moved', current: { document: { lease: { id: 'l1' } } } });
  });

  it('moves to nothing when the document has gone', async () => {
    const { ref } = await accepted();
    const seen = await read(ref);

    await database.removeRaw('OpenShiftClusters', ref.partitionKey, ref.id);

    const result = await database.work.take(ref, seen, { id: 'l1', owner });

    expect(result).toEqual({ kind: 'moved', current: undefined });
  });

  it('is won by one of many', async () => {
    const { ref } = await accepted();
    const seen = await read(ref);

    const workers = Array.from({ length: 12 }, () => database.another());
    await Promise.all(workers.map((worker) => worker.ping()));

    const all = await Promise.all(workers.map(({ work }, n) => work.take(ref, seen, { id: `l${n}`, owner })));

    const won = all.flatMap((one) => (one.kind === 'taken' ? [one.taken.document.lease?.id] : []));
    expect(won).toEqual([(await read(ref)).document.lease?.id]);
    expect((await read(ref)).document.plan?.attempts).toBe(1);
  });

  it.each<FaultRule['action']>([{ kind: 'lose-answer' }, { kind: 'drop' }, { kind: 'status', status: 449 }])(
    'counts one attempt when a try met $kind',
    async (action) => {
      const { ref } = await accepted();
      strike(action);

      const result = await database.work.take(ref, await read(ref), { id: 'l1', owner });

      expect(result).toMatchObject({
        kind: 'taken',
        taken: { document: { plan: { attempts: 1 }, lease: { id: 'l1' } } },
      });
    },
  );

  it('records the takeover of a lease that was not ended', async () => {
    const { ref } = await leased();

    const result = await database.work.take(ref, await read(ref), { id: 'l2', owner });

    const { document } = (result as { taken: Versioned<ClusterDocument> }).taken;
    expect(document).toMatchObject({ lease: { id: 'l2', epoch: 2 }, leaseEpoch: 2, plan: { attempts: 2 } });
    expect(document.lastTakeover).toBeDefined();
  });

  it('refuses to write while server time is unknown', async () => {
    const { ref } = await accepted();
    const seen = await read(ref);

    await expect(database.another().work.take(ref, seen, { id: 'l1', owner })).rejects.toMatchObject({
      kind: 'clock-unknown',
    });
  });
});

describe('renew', () => {
  it.each<FaultRule['action'] | undefined>([undefined, { kind: 'lose-answer' }, { kind: 'drop' }])(
    'writes a full lease once, a try having met %j',
    async (action) => {
      const { ref, leaseId } = await leased();
      const before = await read(ref);
      if (action) strike(action);

      await database.work.renew(ref, leaseId);

      const { document } = await read(ref);
      expect(document.revision).toBe(before.document.revision + 1);
      expect(document.lease!.expiresAt >= before.document.lease!.expiresAt).toBe(true);
    },
  );

  it('is refused to whoever has lost the lease, and says so to the metric', async () => {
    const { ref, leaseId } = await leased();
    await database.work.take(ref, await read(ref), { id: 'other', owner });

    await expect(database.work.renew(ref, leaseId)).rejects.toMatchObject({ kind: 'lost-lease' });
    expect(database.outcomes.at(-1)).toEqual({ outcome: 'lost-lease', name: 'renew' });
  });

  it('is refused when the document has gone', async () => {
    const { ref, leaseId } = await leased();

    await expect(database.work.renew({ ...ref, id: randomUUID() }, leaseId)).rejects.toMatchObject({
      kind: 'lost-lease',
    });
  });
});

describe('endSlice', () => {
  const end = { cursor: 'b', facts: { zone: '1' }, after: seconds(10) };

  it('stores cursor, facts and properties and gives the lease back', async () => {
    const { ref, leaseId } = await leased();
    const properties = {
      apiserverProfile: { url: 'https://api' },
      ingressProfiles: [{ name: 'default', visibility: 'Private', ip: '10.0.0.4' }],
    };

    const result = await database.work.endSlice(ref, leaseId, { ...end, properties });

    const { document } = await read(ref);
    expect(result).toBe('written');
    expect(document).not.toHaveProperty('lease');
    expect(document).toMatchObject({
      provisioningState: 'Creating',
      facts: { zone: '1' },
      plan: { cursor: 'b', attempts: 0 },
    });
    expect(document.cluster.properties).toMatchObject({
      apiserverProfile: { visibility: 'Public', url: 'https://api' },
      ingressProfiles: properties.ingressProfiles,
      networkProfile: { podCidr: '10.128.0.0/14' },
    });
  });

  it('keeps the facts of earlier slices', async () => {
    const { ref, leaseId } = await leased();
    await database.work.endSlice(ref, leaseId, end);
    await database.work.take(ref, await read(ref), { id: 'l2', owner });

    await database.work.endSlice(ref, 'l2', { cursor: 'c', facts: { dns: 'x' } });

    expect((await read(ref)).document.facts).toEqual({ zone: '1', dns: 'x' });
  });

  it('writes nothing when the lease is another', async () => {
    const { ref } = await leased();
    const before = await read(ref);

    const result = await database.work.endSlice(ref, 'other', end);

    expect(result).toBe('gone');
    expect(await read(ref)).toEqual(before);
    expect(database.outcomes.at(-1)).toEqual({ outcome: 'lost-lease', name: 'end-slice' });
  });

  it('has ended, without an alarm, when only its answer was lost', async () => {
    const { ref, leaseId } = await leased();
    strike({ kind: 'lose-answer' });

    const result = await database.work.endSlice(ref, leaseId, end);

    expect(result).toBe('gone');
    expect((await read(ref)).document.plan?.cursor).toBe('b');
    expect(database.outcomes.at(-1)).toEqual({ outcome: 'unchanged', name: 'end-slice' });
  });
});

describe('endPlan', () => {
  const error = { code: 'QuotaExceeded', message: 'Ask for more cores.' };

  it('ends cluster and operation together', async () => {
    const { ref, leaseId, operation } = await leased();

    const result = await database.work.endPlan(ref, leaseId, {
      provisioningState: 'Failed',
      error,
      diagnostics: { step: 'validate' },
      facts: { zone: '2' },
    });

    const { document } = await read(ref);
    expect(result).toBe('written');
    expect(document).toMatchObject({
      provisioningState: 'Failed',
      facts: { zone: '2' },
      cluster: { properties: { provisioningState: 'Failed', failedProvisioningState: 'Creating' } },
    });
    for (const name of ['lease', 'plan', 'ttl']) expect(document).not.toHaveProperty(name);
    expect(await operation()).toMatchObject({
      status: 'Failed',
      error,
      diagnostics: { step: 'validate' },
      ttl: 604_800,
      endTime: expect.any(String),
    });
  });

  it.each<FaultRule['action']>([{ kind: 'lose-answer' }, { kind: 'drop' }, { kind: 'status', status: 412 }])(
    'ends both once when a try met $kind',
    async (action) => {
      const { ref, leaseId, operation } = await leased();
      strike(action);

      await database.work.endPlan(ref, leaseId, { provisioningState: 'Succeeded' });

      expect((await read(ref)).document.provisioningState).toBe('Succeeded');
      expect(await operation()).toMatchObject({ status: 'Succeeded', revision: expect.any(Number) });
      expect(database.outcomes.map(({ outcome }) => outcome)).not.toContain('lost-lease');
    },
  );

  it('writes nothing when the lease is another', async () => {
    const { ref, operation } = await leased();

    const result = await database.work.endPlan(ref, 'other', { provisioningState: 'Succeeded' });

    expect(result).toBe('gone');
    expect((await read(ref)).document.provisioningState).toBe('Creating');
    expect((await operation())?.status).toBe('Creating');
  });

  it('copes with a missing operation', async () => {
    const { ref, leaseId, ids } = await leased();
    await database.removeRaw('OpenShiftClusters', ref.partitionKey, ids.operationId);

    const result = await database.work.endPlan(ref, leaseId, { provisioningState: 'Succeeded' });

    expect(result).toBe('written');
    expect((await read(ref)).document.provisioningState).toBe('Succeeded');
  });

  it('leaves the timeline to the operation', async () => {
    const { ref, leaseId, operation } = await leased();
    const at = (await read(ref)).document.lease!.expiresAt;
    const progress = [{ step: 'validate', startedAt: at, endedAt: at }];

    await database.work.endPlan(ref, leaseId, { provisioningState: 'Succeeded', progress });

    expect((await operation())?.timeline).toEqual(progress);
  });
});

describe('subscriptions', () => {
  it('are work like any other, without an operation', async () => {
    const id = randomUUID();
    const ref: WorkRef = { container: 'Subscriptions', partitionKey: id, id };
    await database.subscriptions.put(id, () => ({ state: 'Deleted' }), {
      begin: () => ({
        provisioningState: 'Deleting',
        planId: 'p1',
        plan: { kind: 'delete-subscription', version: 1, cursor: 'a', deadline: hours(1) },
      }),
    });

    await database.work.take(ref, (await database.work.read(ref))!, { id: 'l1', owner });
    await database.work.renew(ref, 'l1');
    await database.work.endSlice(ref, 'l1', { cursor: 'b', facts: { clusters: 2 } });
    await database.work.take(ref, (await database.work.read(ref))!, { id: 'l2', owner });
    await database.work.endPlan(ref, 'l2', { provisioningState: 'Succeeded' });

    const { document } = (await database.work.read(ref))!;
    expect(document).toMatchObject({
      provisioningState: 'Succeeded',
      facts: { clusters: 2 },
      subscription: { state: 'Deleted' },
    });
    expect(document).not.toHaveProperty('lease');
  });
});

describe('stranded', () => {
  const all = async (container: WorkRef['container'], times?: Parameters<TestDatabase['another']>[0]) => {
    const other = database.another(times);
    await other.ping();
    const found: string[] = [];
    for await (const { ref } of other.work.stranded(container)) found.push(ref.id);
    return found;
  };

  it('finds what nobody has touched for too long, in any partition', async () => {
    const [a, b, c] = [await accepted(), await accepted(), await leased()];
    await database.work.endPlan(c.ref, c.leaseId, { provisioningState: 'Succeeded' });
    const impatient = { protocol: { ...protocolTimes, sweepAge: milliseconds(-3_000) } };

    const found = await all('OpenShiftClusters', impatient);

    expect(found).toEqual(expect.arrayContaining([a.ref.id, b.ref.id]));
    expect(found).not.toContain(c.ref.id);
  });

  it('finds nothing in young work', async () => {
    const { ref } = await accepted();

    expect(await all('OpenShiftClusters')).not.toContain(ref.id);
  });
});
