import { Secret } from '@aro-rp/telemetry';
import { refOf, resource } from '@aro-rp/testing';
import { type WorkRef } from '../documents.ts';
import { accept } from '../testing/clusters.ts';
import { useDatabase } from '../testing/use-database.ts';

const { database, strike } = useDatabase();

let count = 0;

/** A cluster with a client secret, taken under the lease `own`. */
async function taken() {
  const id = resource(`secrets-${++count}`);
  await accept(database.clusters, id, { secrets: { clientSecret: new Secret('of the customer') } });
  const ref = refOf(id);
  await take(ref);
  return { id, ref };
}
const take = async (ref: WorkRef) => {
  const seen = await database.work.read(ref);
  await database.work.take(ref, seen!, { id: 'own', owner: 'w' });
};
const opened = async (id: Parameters<typeof database.clusters.secrets>[0]) =>
  Object.fromEntries(Object.entries(await database.clusters.secrets(id)).map(([name, one]) => [name, one.reveal()]));

describe('what a slice has learnt that nobody may read', () => {
  it("is sealed with the slice's end, beside what was there", async () => {
    const { id, ref } = await taken();

    await database.work.endSlice(ref, 'own', { cursor: 'b', facts: {}, secrets: { token: new Secret('canary-1') } });
    await take(ref);
    await database.work.endPlan(ref, 'own', { provisioningState: 'Succeeded', secrets: { password: new Secret('p') } });

    expect(await opened(id)).toEqual({ clientSecret: 'of the customer', token: 'canary-1', password: 'p' });
    const stored = await database.work.read({ ...ref, id: `${ref.id}.secrets` });
    expect(JSON.stringify(stored)).toMatch(/"token":"v1\./);
    expect(JSON.stringify(stored)).not.toContain('canary-1');
  });

  it('is written once although the answer to the end was lost', async () => {
    const { id, ref } = await taken();
    strike({ kind: 'lose-answer' }, { method: 'BATCH' });

    await database.work.endSlice(ref, 'own', { cursor: 'b', facts: {}, secrets: { token: new Secret('t') } });

    expect(await opened(id)).toMatchObject({ token: 't' });
  });

  it('is not written by a slice that has lost its lease', async () => {
    const { id, ref } = await taken();

    const end = { cursor: 'b', facts: {}, secrets: { token: new Secret('t') } };
    expect(await database.work.endSlice(ref, 'another', end)).toBe('gone');

    expect(await opened(id)).not.toHaveProperty('token');
  });

  it('goes with a cluster that is deleted', async () => {
    const { id, ref } = await taken();

    const end = {
      provisioningState: 'Succeeded' as const,
      deleted: true as const,
      secrets: { token: new Secret('t') },
    };
    await database.work.endPlan(ref, 'own', end);

    expect(await opened(id)).toEqual({});
  });
});
