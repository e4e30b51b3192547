import { createFakeClock } from '@aro-rp/testing';
import { days, hours, seconds } from '@aro-rp/time';
import { Deadlines } from './deadlines.ts';

test('runs each deadline at its time, in order, with one timer for all', async () => {
  const clock = createFakeClock();
  const deadlines = new Deadlines(clock);
  const ran: [string, number][] = [];
  const start = clock.now();
  for (const [name, after] of Object.entries({ c: 30, a: 10, b: 20, b2: 20 })) {
    deadlines.at(start + after * 1000, () => ran.push([name, clock.now() - start]));
  }
  expect(clock.pending()).toBe(1);

  await clock.advance(seconds(60));

  expect(ran.map(([, at]) => at)).toEqual([10_000, 20_000, 20_000, 30_000]);
  expect(ran.map(([name]) => name).join()).toMatch(/^a,(b,b2|b2,b),c$/);
  expect(clock.pending()).toBe(0);
});

test('a deadline beyond what a timer can hold is kept', async () => {
  const clock = createFakeClock();
  const deadlines = new Deadlines(clock);
  let ran = false;
  deadlines.at(clock.now() + days(60), () => (ran = true));

  await clock.advance(days(59));
  expect(ran).toBe(false);
  await clock.advance(days(1));

  expect(ran).toBe(true);
});

test('a wall clock that is set forth is noticed within an hour', async () => {
  const clock = createFakeClock();
  const deadlines = new Deadlines(clock);
  let ran = false;
  deadlines.at(clock.now() + days(1), () => (ran = true));

  clock.jump(days(1));
  await clock.advance(hours(1));

  expect(ran).toBe(true);
});

test('nothing runs after the stop', async () => {
  const clock = createFakeClock();
  const deadlines = new Deadlines(clock);
  let ran = false;
  deadlines.at(clock.now() + 1000, () => (ran = true));

  deadlines.stop();
  await clock.advance(seconds(2));

  expect(ran).toBe(false);
});

test('many that no longer apply are forgotten long before their time', () => {
  const clock = createFakeClock();
  const deadlines = new Deadlines(clock);

  for (let n = 0; n < 20_000; n++) {
    deadlines.at(
      clock.now() + days(14),
      () => undefined,
      () => n === 7,
    );
  }

  expect(deadlines.size).toBeLessThanOrEqual(1_000);
});
