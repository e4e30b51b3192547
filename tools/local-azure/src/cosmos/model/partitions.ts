/** A half-open interval of effective partition keys. */
export interface EpkRange {
  minInclusive: string;
  maxExclusive: string;
}

/** A physical partition. */
export interface PartitionRange extends EpkRange {
  id: string;
}

export const everything: EpkRange = { minInclusive: '', maxExclusive: 'FF' };

/** The space of keys (126 bits) in `count` equal ranges without a hole, ids `0`, `1`, ... */
export function partitionRanges(count: number): PartitionRange[] {
  const bound = (i: number) =>
    (((1n << 126n) * BigInt(i)) / BigInt(count)).toString(16).toUpperCase().padStart(32, '0');
  return Array.from({ length: count }, (_, i) => ({
    id: String(i),
    minInclusive: i === 0 ? '' : bound(i),
    maxExclusive: i === count - 1 ? 'FF' : bound(i + 1),
  }));
}

export const rangeOf = (ranges: readonly PartitionRange[], epk: string): PartitionRange | undefined =>
  ranges.find((range) => epk >= range.minInclusive && epk < range.maxExclusive);

/** What both hold; empty ranges have `minInclusive >= maxExclusive`. */
export const intersection = (a: EpkRange, b: EpkRange): EpkRange => ({
  minInclusive: a.minInclusive > b.minInclusive ? a.minInclusive : b.minInclusive,
  maxExclusive: a.maxExclusive < b.maxExclusive ? a.maxExclusive : b.maxExclusive,
});
