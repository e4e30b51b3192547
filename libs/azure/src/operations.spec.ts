import { type JsonAnswer, type SendJson } from './arm-request.ts';
import { type Call } from './call.ts';
import { toAzureError } from './classify.ts';
import { acceptedBy, createOperations } from './operations.ts';
import { RestError } from '@azure/core-rest-pipeline';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const url = 'https://arm/operations/1';
const options = { signal: new AbortController().signal };

describe('what Azure accepts', () => {
  const accepted = (headers: Record<string, string>) =>
    acceptedBy((name) => new Headers(headers).get(name) ?? undefined, { now: () => now });

  it.each<[string, Record<string, string>, object]>([
    ['its own URL', { 'Azure-AsyncOperation': url, Location: 'https://arm/results/1' }, { operationUrl: url }],
    ['its Location when it has no other', { location: url }, { operationUrl: url }],
    ['seconds', { 'retry-after': '60' }, { retryAfterMs: 60_000 }],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, { retryAfterMs: 30_000 }],
    ['nothing', {}, {}],
  ])('is found again by %s', (_, headers, expected) => {
    expect(accepted(headers)).toEqual(expected);
  });
});

describe('with what an operation has failed', () => {
  const call: Call = async (operation, _, send) =>
    send({ abortSignal: options.signal, headers: {} }).catch((error: unknown) => {
      throw toAzureError(error, { operation, identity: 'rp', now });
    });
  const answering = (status: number, body?: Record<string, unknown>) => {
    const send: SendJson = async () => {
      const answer: JsonAnswer = { status, header: () => undefined, asked: url, body };
      if (status < 400) return answer;
      const response = { bodyAsText: JSON.stringify(body), headers: new Headers(), status };
      throw Object.assign(new RestError('refused', { statusCode: status }), { response });
    };
    return createOperations(() => send, call, 'rp').failure(url, options);
  };
  const blocked = {
    code: 'ResourceGroupDeletionBlocked',
    message: 'Blocked.',
    details: [{ target: '/nsg', message: '{"error":{"code":"InUseThingCannotBeDeleted","message":"It is in use."}}' }],
  };
  const innermost = { kind: 'in-use', code: 'InUseThingCannotBeDeleted', message: 'It is in use.', target: '/nsg' };

  it.each<[string, number, Record<string, unknown>]>([
    ['its status', 200, { status: 'Failed', error: blocked }],
    ['the answer at its Location', 409, { error: blocked }],
  ])('is told by %s, the innermost cause', async (_, status, body) => {
    expect(await answering(status, body)).toMatchObject({ ...innermost, operation: 'operation GET', identity: 'rp' });
  });

  it('is told of one that was canceled', async () => {
    expect(await answering(200, { status: 'Canceled' })).toMatchObject({ code: 'Canceled' });
  });

  it.each<[string, number, Record<string, unknown> | undefined]>([
    ['goes on', 200, { status: 'InProgress' }],
    ['goes on, by its Location', 202, undefined],
    ['went well', 200, { status: 'Succeeded' }],
    ['went well, by its Location', 204, undefined],
    ['is forgotten', 404, { error: { code: 'NotFound', message: 'No.' } }],
    ['may not be asked for', 403, { error: { code: 'AuthorizationFailed', message: 'No.' } }],
    ['cannot be asked for now', 503, { error: { code: 'ServerBusy', message: 'Busy.' } }],
  ])('is nothing while it %s', async (_, status, body) => {
    expect(await answering(status, body)).toBeUndefined();
  });
});
