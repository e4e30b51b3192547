import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { RestError } from '@azure/core-rest-pipeline';
import { AzureError } from './azure-error.ts';
import { type Call, createCall, type EndedCall, orNotFound, type Outgoing } from './call.ts';

let clock: FakeClock;
let call: Call;
let abort: AbortController;
beforeEach(() => {
  clock = createFakeClock();
  call = createCall({ identity: 'rp', clock, limit: seconds(20), log: silentLog });
  abort = new AbortController();
});
const options = () => ({ signal: abort.signal });
const hangs = () => new Promise<never>(() => undefined);

describe('a call of Azure', () => {
  it('ends after its limit although the client does not heed its signal', async () => {
    const outcome = call('DNS record GET', options(), hangs);
    const expected = expect(outcome).rejects.toMatchObject({ kind: 'transient', code: 'Timeout', status: undefined });

    await clock.advance(seconds(20));

    await expected;
  });

  it("throws the reason of the caller's signal at once", async () => {
    const reason = new Error('the slice was stopped');
    const outcome = call('DNS record GET', options(), hangs);

    abort.abort(reason);

    await expect(outcome).rejects.toBe(reason);
  });

  it('is not sent when the signal was aborted before', async () => {
    const reason = new Error('the slice was stopped');
    abort.abort(reason);
    let sent = false;

    await expect(call('DNS record GET', options(), async () => void (sent = true))).rejects.toBe(reason);
    expect(sent).toBe(false);
  });

  it("throws the reason of the caller's signal, not what the client made of it", async () => {
    const reason = new Error('the slice was stopped');
    const outcome = call('DNS record GET', options(), async () => {
      abort.abort(reason);
      throw new Error('AbortError');
    });

    await expect(outcome).rejects.toBe(reason);
  });

  it('leaves no timer behind', async () => {
    await call('DNS record GET', options(), async () => 1);

    expect(clock.pending()).toBe(0);
  });

  it('sends the ids that join our log with the activity log', async () => {
    let sent: Outgoing | undefined;
    const correlation = { correlationId: 'c-1', clientRequestId: 'r-1' };

    await call('DNS record GET', { ...options(), correlation }, async (outgoing) => void (sent = outgoing));

    expect(sent?.headers).toEqual({ 'x-ms-correlation-request-id': 'c-1', 'x-ms-client-request-id': 'r-1' });
  });
});

describe('orNotFound', () => {
  const failing = (kind: 'not-found' | 'forbidden') =>
    Promise.reject(new AzureError(kind, 'x', 'x', { identity: 'rp', code: 'X' }));

  it('tells how it ended, with the id by which Azure knows it', async () => {
    const ended: EndedCall[] = [];
    const given = { ...options(), onEnded: (one: EndedCall) => ended.push(one) };
    const header = (name: string) => (name === 'x-ms-request-id' ? 'r-1' : undefined);
    const refused = new RestError('no', { statusCode: 403 });

    await call('resource GET', given, async () => ({ status: 200, header, asked: 'arm/path', body: {} }));
    await call('DNS record GET', given, async () => ({ name: 'typed' }));
    await expect(call('resource PUT', given, () => Promise.reject(refused))).rejects.toThrow();

    expect(ended).toEqual([
      expect.objectContaining({
        operation: 'resource GET',
        outcome: 'ok',
        status: 200,
        requestId: 'r-1',
        asked: 'arm/path',
      }),
      { operation: 'DNS record GET', identity: 'rp', at: clock.now(), duration: 0, outcome: 'ok' },
      expect.objectContaining({ operation: 'resource PUT', outcome: 'Http403', status: 403 }),
    ]);
  });

  it('gives undefined for what is not there', async () => {
    expect(await orNotFound(failing('not-found'))).toBeUndefined();
  });

  it('throws every other error', async () => {
    await expect(orNotFound(failing('forbidden'))).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
