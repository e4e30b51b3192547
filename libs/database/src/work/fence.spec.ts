import { type FaultAction } from '@aro-rp/local-azure';
import { refOf, resource } from '@aro-rp/testing';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type ClusterDocument, type WorkRef } from '../documents.ts';
import { isStoreError } from '../errors.ts';
import { type WorkStore } from '../stores.ts';
import { accept } from '../testing/clusters.ts';
import { useDatabase } from '../testing/use-database.ts';

const { context, database, strike } = useDatabase();

type Act = 'take' | 'renew' | 'end';
interface Taken {
  leaseId: string;
  revision: number;
}

/** A worker that does as it is told and never asks whether it may; only the fence is between it and the document. */
async function worker(work: WorkStore, ref: WorkRef, acts: readonly Act[]) {
  const takes: Taken[] = [];
  const ends: string[] = [];
  let held: string | undefined;
  for (const act of acts) {
    if (act === 'take') {
      const leaseId = randomUUID();
      const seen = await work.read(ref);
      const result = await work.take(ref, seen!, { id: leaseId, owner: 'w' });
      if (result.kind !== 'taken') continue;
      takes.push({ leaseId, revision: result.taken.document.revision });
      held = leaseId;
    } else if (held !== undefined && act === 'renew') {
      await work.renew(ref, held).catch((error: unknown) => {
        if (!isStoreError(error, 'lost-lease')) throw error;
      });
    } else if (held !== undefined) {
      const end = { cursor: 'a', facts: { [held]: true } };
      if ((await work.endSlice(ref, held, end)) === 'written') ends.push(held);
    }
  }
  return { takes, ends };
}

const scripts = fc.array(
  fc.array(fc.constantFrom<Act>('take', 'take', 'renew', 'end'), { minLength: 3, maxLength: 8 }),
  {
    minLength: 2,
    maxLength: 4,
  },
);

describe('the fence', () => {
  it.each<[string, FaultAction | undefined]>([
    ['no faults', undefined],
    ['races', { kind: 'status', status: 412 }],
    ['449', { kind: 'status', status: 449 }],
    ['lost answers', { kind: 'lose-answer' }],
    ['cut connections', { kind: 'drop' }],
  ])('lets one slice write at most, and only the holder, under %s', async (_, action) => {
    await fc.assert(
      fc.asyncProperty(scripts, async (all) => {
        context.faults.clear();
        const id = resource();
        await accept(database.clusters, id);
        const ref = refOf(id);
        if (action) strike(action, { probability: 0.25 });

        const told = await Promise.all(all.map((acts) => worker(database.work, ref, acts)));
        context.faults.clear();

        const takes = told.flatMap((one) => one.takes);
        const ends = told.flatMap((one) => one.ends);
        const document = (await database.work.read(ref))!.document as ClusterDocument;
        const wrote = Object.keys(document.facts);
        // Every take is a version of its own.
        expect(new Set(takes.map(({ revision }) => revision)).size).toBe(takes.length);
        // Only who had taken has written, and no end was reported that is not there, nor one twice.
        expect(new Set(ends).size).toBe(ends.length);
        expect(wrote).toEqual(expect.arrayContaining(ends));
        expect(takes.map(({ leaseId }) => leaseId)).toEqual(expect.arrayContaining(wrote));
        // A take or an end whose answer was lost, and which another took over at once, is not known to its worker.
        if (action?.kind === 'lose-answer') return;
        expect(document.leaseEpoch ?? 0).toBe(takes.length);
        expect(wrote.sort()).toEqual(ends.sort());
      }),
      { numRuns: 8 },
    );
  });
});
