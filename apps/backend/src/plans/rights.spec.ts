import { AzureError, type AzureErrorKind } from '@aro-rp/azure';
import { done } from '@aro-rp/plan';
import { milliseconds, minutes } from '@aro-rp/time';
import { runWith } from '../testing/step-on.ts';
import { untilRightsSpread } from './rights.ts';

const startedAt = Date.parse('2026-11-22T12:00:00Z');
const context = (now: number) => ({
  now: () => now,
  pollEvery: milliseconds(10),
  spreadWithin: minutes(10),
});
const refusal = (kind: AzureErrorKind) =>
  new AzureError(kind, 'resource PUT', 'no right', { identity: 'rp', code: 'AuthorizationFailed' });
const told = new Error('told to the customer');
const run = runWith({}, { startedAt });
const after = (passed: number, error: unknown) =>
  untilRightsSpread(
    context(startedAt + passed),
    run,
    () => told,
    () => Promise.reject(error),
  );

it('gives what the work gives', async () => {
  const result = await untilRightsSpread(
    context(startedAt + minutes(60)),
    run,
    () => told,
    async () => done({ fact: 1 }),
  );

  expect(result).toEqual(done({ fact: 1 }));
});

it.each<AzureErrorKind>(['forbidden', 'unauthorized'])('waits while %s may only not have spread yet', async (kind) => {
  for (const passed of [0, minutes(10) - 1])
    expect(await after(passed, refusal(kind))).toMatchObject({
      kind: 'again',
      after: 10,
      waitingFor: expect.stringContaining('resource PUT: AuthorizationFailed: no right') as string,
    });
});

it.each<AzureErrorKind>(['forbidden', 'unauthorized'])('tells the customer when %s has had its time', async (kind) => {
  await expect(after(minutes(10), refusal(kind))).rejects.toBe(told);
});

it.each([refusal('conflict'), refusal('transient'), new TypeError('ours')])('leaves %s alone', async (error) => {
  await expect(after(0, error)).rejects.toBe(error);
});
