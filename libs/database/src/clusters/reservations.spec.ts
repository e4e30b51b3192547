import { type CosmosServer, createCosmosServer, createTestContext, type TestContext } from '@aro-rp/local-azure';
import { reservationsOf } from '@aro-rp/api';
import { Secret } from '@aro-rp/telemetry';
import { acceptance, clusterOf, newIds, refOf, resource } from '@aro-rp/testing';
import { type WorkRef } from '../documents.ts';
import { type Acceptance, type PlanEnd } from '../stores.ts';
import { databaseOn, type TestDatabase } from '../testing/database-on.ts';
import { reservationIdOf, secretsIdOf } from './document-ids.ts';

let context: TestContext;
let cosmos: CosmosServer;
let database: TestDatabase;

beforeAll(async () => {
  context = await createTestContext();
  cosmos = await createCosmosServer(context, { port: 0, partitions: 4 });
  database = await databaseOn(cosmos);
});
afterAll(async () => {
  database.dispose();
  await cosmos.close();
  await context.dispose();
});

type Id = ReturnType<typeof resource>;
const raw = (ref: WorkRef, id: string) => database.work.read({ ...ref, id });
const accept = (id: Id, changes: Partial<Acceptance> = {}, on = database.clusters) =>
  on.accept(id, newIds(), (current) =>
    acceptance(id, { ...(current && { cluster: current.document.cluster }), ...changes }),
  );
const finish = async (id: Id, end: PlanEnd = { provisioningState: 'Succeeded' }) => {
  const ref = refOf(id);
  await database.work.take(ref, (await database.work.read(ref))!, { id: 'l', owner: 'w' });
  await database.work.endPlan(ref, 'l', end);
};
const group = (value: string) => ({ kind: 'managed-resource-group' as const, value });
const client = (value: string) => ({ kind: 'client-id' as const, value });

describe('reservations', () => {
  it('keep a second cluster of the subscription from the same name, whatever its case', async () => {
    const first = resource('a');
    await accept(first, { reservations: [group('Shared')] });
    const second = resource('b', first.subscriptionId);

    const refused = accept(second, { reservations: [client('1'), group('shared')] });

    await expect(refused).rejects.toMatchObject({ kind: 'already-exists', taken: group('shared') });
    expect(await database.clusters.get(second)).toBeUndefined();
  });

  it('are taken by one of several that race for them', async () => {
    const first = resource('c0');
    const racers = Array.from({ length: 8 }, (_, n) => resource(`c${n}`, first.subscriptionId));

    const all = await Promise.allSettled(racers.map((id) => accept(id, { reservations: [group('one')] })));

    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ kind: 'already-exists', taken: group('one') });
  });

  it('do not reach into another subscription', async () => {
    await accept(resource('a'), { reservations: [group('same')] });

    await expect(accept(resource('a'), { reservations: [group('same')] })).resolves.toMatchObject({ created: true });
  });

  it('that the cluster does without are freed when a change has succeeded, and the others kept', async () => {
    const id = resource('a');
    const other = resource('b', id.subscriptionId);
    const [managed] = reservationsOf(clusterOf(id));
    await accept(id, { reservations: [managed!, client('old')] });
    expect((await database.clusters.get(id))?.document.reservations).toHaveLength(2);

    await finish(id);

    expect((await database.clusters.get(id))?.document.reservations).toEqual([managed]);
    await expect(accept(other, { reservations: [managed!] })).rejects.toMatchObject({ taken: managed });
    await expect(accept(other, { reservations: [client('old')] })).resolves.toMatchObject({ created: true });
  });

  it('are all kept when a change has failed, since the cluster may still have either', async () => {
    const id = resource('a');
    await accept(id, { reservations: [client('old'), client('new')] });

    await finish(id, { provisioningState: 'Failed' });

    const other = resource('b', id.subscriptionId);
    await expect(accept(other, { reservations: [client('old')] })).rejects.toMatchObject({ taken: client('old') });
    await expect(accept(other, { reservations: [client('new')] })).rejects.toMatchObject({ taken: client('new') });
  });

  it('go with the deleted cluster, secrets too', async () => {
    const id = resource('a');
    await accept(id, { reservations: [group('g')], secrets: { clientSecret: new Secret('s') } });
    await finish(id, { provisioningState: 'Failed' });
    await accept(id, { reservations: [group('g')], operation: { kind: 'delete', status: 'Deleting' } });

    await finish(id, { provisioningState: 'Succeeded', deleted: true });

    expect(await raw(refOf(id), reservationIdOf(group('g')))).toBeUndefined();
    expect(await raw(refOf(id), secretsIdOf(refOf(id).id))).toBeUndefined();
  });
});

describe('secrets', () => {
  it('are stored sealed and come back opened', async () => {
    const id = resource('a');
    await accept(id, { secrets: { clientSecret: new Secret('canary-1'), pullSecret: new Secret('canary-2') } });

    const secrets = await database.clusters.secrets(id);
    const stored = JSON.stringify([
      await raw(refOf(id), refOf(id).id),
      await raw(refOf(id), secretsIdOf(refOf(id).id)),
    ]);

    expect([secrets.clientSecret?.reveal(), secrets.pullSecret?.reveal()]).toEqual(['canary-1', 'canary-2']);
    expect(stored).not.toContain('canary');
  });

  it('that a change does not name are kept', async () => {
    const id = resource('a');
    await accept(id, { secrets: { clientSecret: new Secret('old'), pullSecret: new Secret('kept') } });
    await finish(id);

    await accept(id, { secrets: { clientSecret: new Secret('new') } });

    const secrets = await database.clusters.secrets(id);
    expect([secrets.clientSecret?.reveal(), secrets.pullSecret?.reveal()]).toEqual(['new', 'kept']);
  });

  it('are none for a cluster that has none', async () => {
    expect(await database.clusters.secrets(resource())).toEqual({});
  });

  it('cannot be opened, and fail only what seals, where the keys are not at hand', async () => {
    const id = resource('a');
    await accept(id, { secrets: { clientSecret: new Secret('x') } });
    const keyless = database.another({
      keyRing: { current: () => Promise.reject(new Error('no keys')), byVersion: async () => undefined },
    }).clusters;

    await expect(keyless.secrets(id)).rejects.toMatchObject({ kind: 'sealed' });
    await expect(accept(resource(), { secrets: { clientSecret: new Secret('x') } }, keyless)).rejects.toThrow(
      'no keys',
    );
    await expect(accept(resource(), {}, keyless)).resolves.toMatchObject({ created: true });
  });
});
