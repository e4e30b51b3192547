import { setImmediate as turn } from 'node:timers/promises';
import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { milliseconds, seconds } from '@aro-rp/time';
import { useDatabase } from '../testing/use-database.ts';
import { createReleaseLeases } from './lease.ts';

const { database, context } = useDatabase();
const never = new AbortController().signal;
const freeAfter = seconds(60);

function mirrorOf(owner: string) {
  const clock = createFakeClock();
  const { rangeLeases } = database();
  const leases = createReleaseLeases({ leases: rangeLeases, clock, log: silentLog, owner, freeAfter });
  const stored = async (release: string) =>
    (await rangeLeases.list('mirror')).find(({ document }) => document.id === release)?.document;
  /** Lets it renew once, and waits until that is done. */
  const renew = async (release: string) => {
    const before = (await stored(release))?.renewals ?? 0;
    await clock.advance(milliseconds(freeAfter / 5));
    while (((await stored(release))?.renewals ?? 0) === before || clock.pending() === 0) await turn();
  };
  return { clock, leases, renew, stored };
}

it('gives a release to one of two, and to the other once it is given back, with a larger epoch', async () => {
  const [one, other] = [mirrorOf('one'), mirrorOf('other')];

  const takes = await Promise.all([one, other].map(({ leases }) => leases.take('4.16.1', never)));
  const [held] = takes.filter((lease) => lease !== undefined);
  expect(takes.filter((lease) => lease !== undefined)).toHaveLength(1);
  await held?.giveBack();

  const next = await other.leases.take('4.16.1', never);
  expect(next?.epoch).toBe((held?.epoch ?? 0) + 1);
  await next?.giveBack();
});

it('takes over what nobody renews, and not what is renewed', async () => {
  const [one, other] = [mirrorOf('one'), mirrorOf('other')];
  const held = await one.leases.take('4.16.2', never);
  expect(await other.leases.take('4.16.2', never)).toBeUndefined();

  await other.clock.advance(milliseconds(freeAfter - 1));
  await one.renew('4.16.2');
  expect(await other.leases.take('4.16.2', never)).toBeUndefined();
  await other.clock.advance(milliseconds(freeAfter - 1));
  expect(await other.leases.take('4.16.2', never)).toBeUndefined();
  await other.clock.advance(milliseconds(1));
  const taken = await other.leases.take('4.16.2', never);

  expect(taken?.epoch).toBe(2);
  const aborted = new Promise((resolve) => held?.signal.addEventListener('abort', resolve));
  await one.clock.advance(milliseconds(freeAfter / 5));
  await aborted;
  expect(held?.signal.reason).toMatchObject({ kind: 'lost' });
  await taken?.giveBack();
});

it('gives up what it could not renew, before another may take it', async () => {
  const one = mirrorOf('one');
  const held = await one.leases.take('4.16.3', never);
  const aborted = new Promise((resolve) => held?.signal.addEventListener('abort', resolve));
  context().faults.add({ service: 'cosmos', method: 'BATCH', times: 5, action: { kind: 'status', status: 400 } });

  for (let lap = 0; lap < 5; lap++) {
    await one.clock.advance(milliseconds(freeAfter / 5));
    while (one.clock.pending() === 0 && !held?.signal.aborted) await turn();
  }
  await aborted;

  expect(held?.signal.reason).toMatchObject({ kind: 'lost' });
});
