import { randomUUID } from 'node:crypto';
import { type FaultAction } from '@aro-rp/local-azure';
import fc from 'fast-check';
import { type BillingAccount } from './stores.ts';
import { unknownMembers } from './testing/unknown-members.ts';
import { useDatabase } from './testing/use-database.ts';

const { context, database, strike } = useDatabase();

const account = (changes: Partial<BillingAccount> = {}): BillingAccount => ({
  id: randomUUID(),
  clusterDocumentId: randomUUID(),
  key: '/subscriptions/s/resourcegroups/g/providers/p/t/c1',
  clusterResourceGroupIDKey: '/subscriptions/s/resourcegroups/managed-c1',
  infraId: 'c1-x2f4q',
  location: 'westeurope',
  tenantId: randomUUID(),
  ...changes,
});
const stored = async (id: string) => (await database.billing.get(id))?.document;

describe('the billing of a cluster', () => {
  it('begins with all that is told of the cluster, in whole seconds', async () => {
    const { tenantId, location, ...told } = account();

    await database.billing.open({ ...told, tenantId, location });

    const document = await stored(told.id);
    expect(document).toEqual({
      ...told,
      type: 'billing',
      revision: expect.any(Number),
      billing: { creationTime: expect.any(Number), location, tenantID: tenantId },
    });
    const { creationTime } = document!.billing;
    expect(Number.isInteger(creationTime)).toBe(true);
    expect(Math.abs(creationTime * 1_000 - database.serverClock.now())).toBeLessThan(60_000);
  });

  it('is opened by one of many, and what it was opened with stays', async () => {
    const told = account();

    await Promise.all(Array.from({ length: 8 }, (_, n) => database.billing.open({ ...told, location: `region-${n}` })));
    const first = await stored(told.id);
    await database.billing.open({ ...told, location: 'elsewhere' });

    expect(first?.billing.location).toMatch(/^region-/);
    expect(await stored(told.id)).toEqual(first);
  });

  it('is closed by one of many, for good', async () => {
    const told = account();
    await database.billing.open(told);
    const opened = await stored(told.id);

    await Promise.all(Array.from({ length: 8 }, () => database.billing.close(told.id)));
    const closed = await stored(told.id);
    await database.billing.close(told.id);
    await database.billing.open(told);

    expect(closed).toEqual({
      ...opened,
      revision: opened!.revision + 1,
      billing: { ...opened!.billing, deletionTime: expect.any(Number) },
    });
    expect(closed?.billing.deletionTime).toBeGreaterThanOrEqual(opened!.billing.creationTime);
    expect(await stored(told.id)).toEqual(closed);
  });

  it('that never began does not end', async () => {
    const { id } = account();

    await database.billing.close(id);

    expect(await stored(id)).toBeUndefined();
  });

  it('keeps what others have written there, at every level', async () => {
    await fc.assert(
      fc.asyncProperty(unknownMembers, unknownMembers, async (ofDocument, ofBilling) => {
        const told = account();
        await database.billing.open(told);
        const { billing } = (await stored(told.id))!;
        const others = { ...billing, lastBillingTime: 7, ...ofBilling };
        await database.patchRaw('Billing', { partitionKey: told.id, id: told.id }, { ...ofDocument, billing: others });

        await database.billing.open(told);
        await database.billing.close(told.id);

        const after = await stored(told.id);
        expect(after).toMatchObject({ ...ofDocument, billing: others });
        expect(after?.billing.deletionTime).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
  });

  it('has one beginning and one end whoever repeats what, in whatever order answers are lost', async () => {
    const call = fc.record({
      what: fc.constantFrom('open', 'close'),
      fault: fc.constantFrom<FaultAction['kind'] | undefined>('lose-answer', 'drop', undefined),
      status: fc.constantFrom(412, 449, 503, undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(call, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), async (rounds) => {
        const told = account();
        let seen: Awaited<ReturnType<typeof stored>>;
        let isOpen = false;
        for (const round of rounds) {
          for (const { fault, status } of round) {
            if (fault) strike({ kind: fault } as FaultAction);
            if (status) strike({ kind: 'status', status });
          }
          await Promise.all(
            round.map(({ what }) => (what === 'open' ? database.billing.open(told) : database.billing.close(told.id))),
          );
          context.faults.clear();
          isOpen ||= round.some(({ what }) => what === 'open');

          const now = await stored(told.id);
          expect(now !== undefined).toBe(isOpen);
          if (seen) expect(now?.billing).toMatchObject(seen.billing);
          if (seen?.billing.deletionTime !== undefined) expect(now).toEqual(seen);
          seen = now;
        }
      }),
      { numRuns: 25 },
    );
  });
});
