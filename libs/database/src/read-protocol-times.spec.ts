import { seconds } from '@aro-rp/time';
import { protocolTimes } from './protocol-times.ts';
import { readProtocolTimes } from './read-protocol-times.ts';

describe('readProtocolTimes', () => {
  it('keeps the defaults for what is not named', () => {
    expect(readProtocolTimes('')).toEqual(protocolTimes);
    expect(readProtocolTimes('feedPoll=50ms, sweepEvery=10s')).toEqual({
      ...protocolTimes,
      feedPoll: 50,
      sweepEvery: seconds(10),
    });
  });

  it.each([
    'leese is no time of the protocol',
    'renewEvery=soon is no duration such as 250ms, 10s, 5m',
    'abortAfter < lease',
  ])('names every fault at once: %s', (fault) => {
    expect(() => readProtocolTimes('leese=3s,renewEvery=soon,abortAfter=40s')).toThrow(fault);
  });
});
