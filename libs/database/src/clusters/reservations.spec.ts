import { reservationsOf, type ResourceId } from '@aro-rp/api';
import { Secret } from '@aro-rp/telemetry';
import { clusterOf, refOf, resource } from '@aro-rp/testing';
import { type WorkRef } from '../documents.ts';
import { type Acceptance } from '../stores.ts';
import { accept as acceptBy, finish } from '../testing/clusters.ts';
import { race } from '../testing/race.ts';
import { useDatabase } from '../testing/use-database.ts';
import { reservationIdOf, secretsIdOf } from './document-ids.ts';

const { database } = useDatabase();

const raw = (ref: WorkRef, id: string) => database.work.read({ ...ref, id });
const accept = (id: ResourceId, changes?: Partial<Acceptance>) => acceptBy(database.clusters, id, changes);
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

    const { won, refusals } = await race(racers.map((id) => accept(id, { reservations: [group('one')] })));

    expect(won).toBe(1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'already-exists', taken: group('one') });
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

    await finish(database.work, id);

    expect((await database.clusters.get(id))?.document.reservations).toEqual([managed]);
    await expect(accept(other, { reservations: [managed!] })).rejects.toMatchObject({ taken: managed });
    await expect(accept(other, { reservations: [client('old')] })).resolves.toMatchObject({ created: true });
  });

  it('are all kept when a change has failed, since the cluster may still have either', async () => {
    const id = resource('a');
    await accept(id, { reservations: [client('old'), client('new')] });

    await finish(database.work, id, { provisioningState: 'Failed' });

    const other = resource('b', id.subscriptionId);
    await expect(accept(other, { reservations: [client('old')] })).rejects.toMatchObject({ taken: client('old') });
    await expect(accept(other, { reservations: [client('new')] })).rejects.toMatchObject({ taken: client('new') });
  });

  it('go with the deleted cluster, secrets too', async () => {
    const id = resource('a');
    await accept(id, { reservations: [group('g')], secrets: { clientSecret: new Secret('s') } });
    await finish(database.work, id, { provisioningState: 'Failed' });
    await accept(id, { reservations: [group('g')], operation: { kind: 'delete', status: 'Deleting' } });

    await finish(database.work, id, { provisioningState: 'Succeeded', deleted: true });

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
    await finish(database.work, id);

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
    await expect(acceptBy(keyless, resource(), { secrets: { clientSecret: new Secret('x') } })).rejects.toThrow(
      'no keys',
    );
    await expect(acceptBy(keyless, resource())).resolves.toMatchObject({ created: true });
  });
});
