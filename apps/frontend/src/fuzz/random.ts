/** A stream of choices that a seed fixes. Not for secrets. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** @throws RangeError when there is nothing to choose from */
  pick<T>(values: readonly T[]): T;
  uuid(): string;
}

/** Mulberry32: equal seeds give equal streams, neighbouring seeds unrelated ones. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    int: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    pick(values) {
      if (values.length === 0) throw new RangeError('there is nothing to choose from');
      return values[random.int(values.length)] as (typeof values)[number];
    },
    uuid: () => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => '0123456789abcdef'.charAt(random.int(16))),
  };
  return random;
}
