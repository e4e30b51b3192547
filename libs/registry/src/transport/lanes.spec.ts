import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { createLanes } from './lanes.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('The lanes to a registry', () => {
  const { signal } = new AbortController();

  it('let no more in than there are places, in order, and one does not fill the other', async () => {
    const lanes = createLanes(createFakeClock(), { read: 2, write: 1 });
    const inside: number[] = [];
    const places = [0, 1, 2, 3].map(async (n) => {
      const place = await lanes.enter('read', signal);
      inside.push(n);
      return place;
    });
    await settled();
    expect(inside).toEqual([0, 1]);

    const write = await lanes.enter('write', signal);
    (await places[1])?.[Symbol.dispose]();
    (await places[1])?.[Symbol.dispose]();
    await settled();

    expect(inside).toEqual([0, 1, 2]);
    write[Symbol.dispose]();
  });

  it('are closed during a pause, and nobody who gave up keeps a place', async () => {
    const clock = createFakeClock();
    const lanes = createLanes(clock, { read: 1, write: 1 });
    lanes.pause(10_000);
    lanes.pause(5_000);
    const impatient = new AbortController();
    const first = lanes.enter('read', impatient.signal).catch((error: unknown) => error);
    const second = lanes.enter('read', impatient.signal).catch((error: unknown) => error);
    let isIn = false;
    const third = lanes.enter('read', signal).then(() => (isIn = true));
    await clock.advance(seconds(9));
    impatient.abort(new Error('enough'));
    await settled();

    expect([await first, await second]).toEqual([new Error('enough'), new Error('enough')]);
    expect(isIn).toBe(false);
    await clock.advance(seconds(1));
    expect(await third).toBe(true);
  });
});
