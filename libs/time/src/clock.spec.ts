import { days, milliseconds, minutes, systemClock, TimeoutError, withTimeout } from './index.ts';

describe('systemClock', () => {
  it('does not sleep for a signal that is aborted already', async () => {
    const reason = new Error('stop');

    await expect(systemClock.sleep(minutes(5), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('does not call at once what is due in months, which is longer than Node can wait', async () => {
    let called = false;
    using _timer = systemClock.schedule(days(60), () => (called = true));

    await systemClock.sleep(milliseconds(5));

    expect(called).toBe(false);
  });

  it('wakes a sleeper when its signal aborts, with the reason', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(minutes(5), controller.signal);

    controller.abort(new Error('shutdown'));

    await expect(sleep).rejects.toThrow('shutdown');
  });
});

describe('withTimeout', () => {
  it('aborts with a TimeoutError once its limit has passed', async () => {
    using limit = withTimeout(systemClock, milliseconds(1));

    await new Promise((resolve) => limit.signal.addEventListener('abort', resolve));

    expect(limit.signal.reason).toBeInstanceOf(TimeoutError);
  });

  it('passes on the abort of the signal that it is given', () => {
    const outer = new AbortController();
    using limit = withTimeout(systemClock, minutes(5), outer.signal, undefined);

    outer.abort(new Error('outer'));

    expect((limit.signal.reason as Error).message).toBe('outer');
  });
});
