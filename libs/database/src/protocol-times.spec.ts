import { milliseconds, seconds } from '@aro-rp/time';
import { checkTimes, type ProtocolTimes, protocolTimes } from './protocol-times.ts';

describe('checkTimes', () => {
  it('finds no fault in the defaults', () => {
    expect(checkTimes(protocolTimes)).toEqual([]);
  });

  it.each<[string, Partial<ProtocolTimes>, string]>([
    ['renewals that come too late for the abort', { renewEvery: milliseconds(12_500) }, 'renewEvery x 2 < abortAfter'],
    ['an abort after the lease has ended', { abortAfter: seconds(30) }, 'abortAfter < lease'],
    ['calls that outlive the abort', { callTimeout: seconds(25) }, 'callTimeout < abortAfter'],
    ['a lock that ends while the worker reads again', { lock: seconds(40) }, 'lock > readBackoff + 10s'],
    ['a tombstone that goes before the duplicates', { tombstone: seconds(599) }, 'tombstone >= duplicateWindow'],
    ['a cap inside the last call', { capBeyondBudget: seconds(19) }, 'capBeyondBudget >= callTimeout'],
    ['a sweep that meets living work', { sweepAge: seconds(90) }, 'sweepAge > lease + lock'],
    ['a time of nothing', { feedPoll: milliseconds(0) }, 'feedPoll must be longer than nothing'],
  ])('names %s', (_, change, rule) => {
    expect(checkTimes({ ...protocolTimes, ...change })).toEqual([expect.stringContaining(rule)]);
  });

  it('names all faults at once, with the values at fault', () => {
    const faults = checkTimes({ ...protocolTimes, abortAfter: seconds(31), lock: seconds(1) });

    expect(faults).toEqual([
      'abortAfter < lease (abortAfter is 31s, lease is 30s)',
      'lock > readBackoff + 10s (lock is 1s, readBackoff is 30s)',
    ]);
  });
});
