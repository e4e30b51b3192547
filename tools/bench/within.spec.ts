import { within } from './within.ts';

const never = new Promise<never>(() => undefined);

describe('within', () => {
  it('gives what came in time', async () => {
    await expect(within(Promise.resolve(7), 'it', { seconds: 60, signal: new AbortController().signal })).resolves.toBe(
      7,
    );
  });

  it('says what has not come', async () => {
    jest.useFakeTimers();
    const waiting = within(never, 'the message', { seconds: 5, signal: new AbortController().signal });

    jest.advanceTimersByTime(5_000);
    jest.useRealTimers();

    await expect(waiting).rejects.toThrow('the message has not come within 5 s');
  });

  it('ends with the signal, aborted before or meanwhile', async () => {
    const stopped = new AbortController();
    const waiting = within(never, 'it', { seconds: 60, signal: stopped.signal });

    stopped.abort(new Error('stopped'));

    await expect(waiting).rejects.toThrow('stopped');
    await expect(within(never, 'it', { seconds: 60, signal: stopped.signal })).rejects.toThrow('stopped');
  });
});
