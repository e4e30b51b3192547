import { createFakeClock } from '@aro-rp/testing';
import { hours, milliseconds, seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { createServerClock } from './server-clock.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const httpDate = (time: number) => new Date(time).toUTCString();

/** A machine whose clock is `wrong` ms ahead of the server's. */
const machine = (wrong = 0) => {
  const clock = createFakeClock(start + wrong);
  const server = createServerClock(clock);
  return {
    clock,
    server,
    answer: (serverTime = start + clock.monotonic(), roundTrip = 0) =>
      server.observe({
        sentAt: clock.monotonic() - roundTrip,
        receivedAt: clock.monotonic(),
        date: httpDate(serverTime),
      }),
  };
};

describe('server clock', () => {
  it('is not known before the first answer', () => {
    const { server } = machine();

    expect(server.isKnown()).toBe(false);
    expect(() => server.now()).toThrow(expect.objectContaining({ kind: 'clock-unknown' }));
  });

  it('trusts the own clock to the millisecond while no answer contradicts it', async () => {
    const { clock, server, answer } = machine();

    await clock.advance(milliseconds(730));
    answer();

    expect(server.now()).toBe(start + 730);
  });

  it('says the server time when the own clock is hours off', () => {
    const { server, answer } = machine(hours(3));

    answer();

    expect(server.isKnown()).toBe(true);
    expect(Math.abs(server.now() - start)).toBeLessThan(1_000);
  });

  it('is not moved by setting the wall clock of the machine', async () => {
    const { clock, server, answer } = machine();
    answer();

    clock.jump(hours(-2));
    await clock.advance(seconds(1));
    answer();

    expect(server.now()).toBe(start + 1_000);
    expect(server.isKnown()).toBe(true);
  });

  it('is unknown after a jump of more than 5 s until three answers agree', () => {
    const { server, answer } = machine();
    answer();

    const known = [start + 7_000, start + 7_000, start + 7_000, start + 7_000].map((time) => {
      answer(time);
      return server.isKnown();
    });

    expect(known).toEqual([false, false, false, true]);
    expect(Math.abs(server.now() - (start + 7_000))).toBeLessThan(1_000);
  });

  it('stays known when the offset moves by less', () => {
    const { server, answer } = machine();
    answer();

    answer(start + 4_000);

    expect(server.isKnown()).toBe(true);
  });

  it('learns nothing from an answer without a readable date', () => {
    const { server } = machine();

    server.observe({ sentAt: 0, receivedAt: 0, date: undefined });
    server.observe({ sentAt: 0, receivedAt: 0, date: 'yesterday' });

    expect(server.isKnown()).toBe(false);
  });

  it('is never further off than a second and the slowest half of a round trip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -86_400_000, max: 86_400_000 }),
        fc.array(fc.record({ pause: fc.nat(3_000), out: fc.nat(400), back: fc.nat(400) }), { minLength: 1 }),
        (wrong, answers) => {
          let monotonic = 0;
          const clock = { ...createFakeClock(), now: () => start + wrong + monotonic, monotonic: () => monotonic };
          const server = createServerClock(clock);
          for (const { pause, out, back } of answers) {
            monotonic += pause;
            const sentAt = monotonic;
            const date = httpDate(start + sentAt + out);
            monotonic += out + back;
            server.observe({ sentAt, receivedAt: monotonic, date });
          }
          expect(Math.abs(server.now() - (start + monotonic))).toBeLessThanOrEqual(1_000 + 800);
        },
      ),
    );
  });
});
