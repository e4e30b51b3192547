import { Secret } from '@aro-rp/telemetry';
import { newIds, refOf, resource } from '@aro-rp/testing';
import fc from 'fast-check';
import { secretsIdOf } from './clusters/document-ids.ts';
import { accept, finish } from './testing/clusters.ts';
import { unknownMembers } from './testing/unknown-members.ts';
import { useDatabase } from './testing/use-database.ts';

const { database } = useDatabase();

/** What a newer version of a service writes, an older one carries through: cluster, secrets, operation, plan, lease. */
describe('members of a newer version', () => {
  it('survive accept, take, renewal, the end of a slice and the end of a plan', async () => {
    await fc.assert(
      fc.asyncProperty(unknownMembers, unknownMembers, async (ofDocument, ofPlan) => {
        const id = resource();
        const ids = newIds();
        const ref = refOf(id);
        const places = [ref, { ...ref, id: secretsIdOf(ref.id) }, { ...ref, id: ids.operationId }];
        const read = async (at = ref) => (await database.work.read(at))!;
        const secrets = { clientSecret: new Secret('a') };
        await accept(database.clusters, id, { secrets });
        await finish(database.work, id);

        for (const at of places.slice(0, 2)) await database.patchRaw('OpenShiftClusters', at, ofDocument);
        await accept(database.clusters, id, { secrets }, ids);
        await database.patchRaw('OpenShiftClusters', places[2]!, ofDocument);
        const { plan } = (await read()).document;
        await database.patchRaw('OpenShiftClusters', ref, { plan: { ...plan, ...ofPlan } });
        await database.work.take(ref, await read(), { id: 'l1', owner: 'w' });
        await database.patchRaw('OpenShiftClusters', ref, { lease: { ...(await read()).document.lease, ...ofPlan } });
        await database.work.renew(ref, 'l1');
        const renewed = (await read()).document;
        await database.work.endSlice(ref, 'l1', { cursor: 'b', facts: {} });
        const sliced = (await read()).document;
        await database.work.take(ref, await read(), { id: 'l2', owner: 'w' });
        await database.work.endPlan(ref, 'l2', { provisioningState: 'Succeeded' });

        expect(renewed.lease).toMatchObject(ofPlan);
        expect(sliced.plan).toMatchObject(ofPlan);
        for (const at of places) expect((await read(at)).document).toMatchObject(ofDocument);
      }),
      { numRuns: 10 },
    );
  });
});
