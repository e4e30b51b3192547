import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { effectivePartitionKey } from './effective-partition-key.ts';
import { type KeyComponent } from './partition-key.ts';
import { partitionRanges, rangeOf } from './partitions.ts';

const hashing = join(dirname(require.resolve('@azure/cosmos')), 'utils/hashing');
const { hashV2PartitionKey } = require(join(hashing, 'v2.js')) as {
  hashV2PartitionKey(key: readonly KeyComponent[]): string;
};
const { hashMultiHashPartitionKey } = require(join(hashing, 'multiHash.js')) as {
  hashMultiHashPartitionKey(key: readonly KeyComponent[]): string;
};

const component = fc.oneof<fc.Arbitrary<KeyComponent>[]>(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);

it('agrees with the hash that the SDK computes itself', () => {
  fc.assert(
    fc.property(component, (value) => {
      expect(effectivePartitionKey([value], 'Hash')).toBe(hashV2PartitionKey([value]));
    }),
    { numRuns: 500 },
  );
});

it('agrees with the SDK on hierarchical keys, whose prefixes are prefixes of text', () => {
  fc.assert(
    fc.property(fc.array(component, { minLength: 1, maxLength: 3 }), (values) => {
      const whole = effectivePartitionKey(values, 'MultiHash');
      expect(whole).toBe(hashMultiHashPartitionKey(values));
      expect(whole.startsWith(effectivePartitionKey(values.slice(0, 1), 'MultiHash'))).toBe(true);
    }),
  );
});

it('splits the space of keys into ranges without hole or overlap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), component, (count, value) => {
      const ranges = partitionRanges(count);
      expect(ranges[0]?.minInclusive).toBe('');
      expect(ranges.at(-1)?.maxExclusive).toBe('FF');
      ranges.slice(1).forEach((range, i) => expect(range.minInclusive).toBe(ranges[i]?.maxExclusive));
      expect(rangeOf(ranges, effectivePartitionKey([value], 'Hash'))).toBeDefined();
    }),
  );
});

it('spreads keys over all ranges about evenly', () => {
  const ranges = partitionRanges(4);
  const counts = new Map<string, number>();
  for (let i = 0; i < 4_000; i++) {
    const id = rangeOf(ranges, effectivePartitionKey([`key-${i}`], 'Hash'))?.id ?? '';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['0', '1', '2', '3']);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});
