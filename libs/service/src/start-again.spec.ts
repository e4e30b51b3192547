import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { minutes } from '@aro-rp/time';
import { NotYet } from './not-yet.ts';
import { startAgain } from './start-again.ts';

function starting(start: (attempt: number) => string) {
  const clock = createFakeClock();
  const stop = new AbortController();
  const told: string[] = [];
  let attempts = 0;
  const started = startAgain(async () => start(++attempts), {
    ...{ clock, log: silentLog, signal: stop.signal },
    tell: (why) => void told.push(why),
  });
  return { clock, stop, told, started, attempts: () => attempts };
}
const away = (attempt: number): never => {
  throw new NotYet(`the vault is away (${attempt})`);
};

describe('startAgain', () => {
  it('starts again until what it needs is there, and tells each time what it waits for', async () => {
    const { clock, told, started } = starting((attempt) => (attempt < 4 ? away(attempt) : 'running'));

    await clock.advance(minutes(1));

    expect(await started).toBe('running');
    expect(told).toEqual([1, 2, 3].map((attempt) => `the vault is away (${attempt})`));
  });

  it('does not go on about what will not pass', async () => {
    const { started, attempts } = starting(() => {
      throw new Error('a setting is wrong');
    });

    await expect(started).rejects.toThrow('a setting is wrong');
    expect(attempts()).toBe(1);
  });

  it('gives up when it is told to stop', async () => {
    const { clock, stop, started } = starting(away);
    await clock.advance(minutes(1));

    stop.abort();

    expect(await started).toBeUndefined();
  });
});
