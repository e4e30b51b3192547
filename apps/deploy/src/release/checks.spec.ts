import { minutes } from '@aro-rp/time';
import { type Instance } from '../azure/index.ts';
import { type Figures, judgeFigures } from './figures.ts';
import { areHealthy, watchInstances } from './instances.ts';

const instance = (fields: Partial<Instance> = {}): Instance => ({
  ...{ id: '0', name: 'set_0', provisioningState: 'Succeeded', health: 'healthy', vmId: 'machine' },
  ...fields,
});
const [one, two] = [instance(), instance({ id: '1', name: 'set_1' })];

it.each<[string, Instance[], number, boolean]>([
  ['all are', [one, two], 2, true],
  ['one is missing', [one], 2, false],
  ['one is unhealthy', [one, two, instance({ id: '2', health: 'unhealthy' })], 2, false],
  ['one more was only just made', [one, two, instance({ id: '2', health: 'unknown' })], 2, true],
  ['there is none', [], 0, false],
])('knows whether a scale set is healthy: %s', (_, instances, wanted, expected) => {
  expect(areHealthy(instances, wanted)).toBe(expected);
});

it.each<[string, Instance[], string | undefined]>([
  ['it stays as it was', [one, two], undefined],
  ['one is unhealthy', [one, { ...two, health: 'unhealthy' }], 'set_1 is unhealthy'],
  ['one was replaced', [one, { ...two, vmId: 'another' }], 'set_1 was made anew'],
  [
    'one could not be made',
    [one, two, instance({ name: 'set_2', provisioningState: 'Failed' })],
    'set_2 could not be provisioned',
  ],
  ['one is gone', [one], 'only 1 of 2 instances are left'],
  ['autoscale adds one', [one, two, instance({ id: '2', health: 'unknown' })], undefined],
])('watches instances through the soak: %s', (_, then, reason) => {
  const watch = watchInstances(2);
  expect(watch([one, two], new Map())).toBeUndefined();

  expect(watch(then, new Map())?.reason).toBe(reason);
});

it('watches what runs on instances through the soak: it may have restarted before, and may not again', () => {
  const watch = watchInstances(2);
  expect(watch([one, two], new Map([['0', 3]]))).toBeUndefined();
  expect(watch([one, two], new Map([['0', 3]]))).toBeUndefined();

  expect(watch([one, two], new Map([['0', 4]]))).toEqual({
    instance: one,
    reason: 'what runs on set_0 has begun anew',
  });
});

const limits = { maxFailures: 0.01, maxQueueAge: minutes(5) };
const well: Figures = { next: { requests: 1_000, failures: 10 }, deadLettered: 3 };

it.each<[string, Partial<Figures>, string | undefined]>([
  ['as many as may fail', {}, undefined],
  ['one more', { next: { requests: 1_000, failures: 11 } }, '11 of 1000 failed (1.1 %; 1 % is the limit)'],
  [
    'as many fail at the old one',
    { next: { requests: 1_000, failures: 50 }, serving: { requests: 100, failures: 5 } },
    undefined,
  ],
  [
    'more than at the old one',
    { next: { requests: 1_000, failures: 60 }, serving: { requests: 100, failures: 5 } },
    '60 of 1000 failed (6 %, 5 % at the version before; 1 % is the limit)',
  ],
  ['work without requests fails', { next: { requests: 0, failures: 1 } }, '1 of 1 failed (100 %; 1 % is the limit)'],
  ['a message cannot be worked on', { deadLettered: 4 }, '1 messages more are dead letters'],
])('judges the figures of a soak: %s', (_, figures, reason) => {
  expect(judgeFigures(limits, 3)({ ...well, ...figures })).toBe(reason);
});

it('a queue is too old at the second look in a row', () => {
  const judge = judgeFigures(limits, 3);
  const old = { ...well, queueAgeSeconds: 301 };

  expect([judge(old), judge(well), judge(old)]).toEqual([undefined, undefined, undefined]);
  expect(judge(old)).toBe('what waits is 301s old; 5m is the limit');
});
