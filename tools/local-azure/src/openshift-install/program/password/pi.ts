/**
 * The first `count` words of 32 bits of the fractional part of π, which Blowfish begins from, by Machin's formula
 * π = 16 arctan(1/5) − 4 arctan(1/239).
 */
export function wordsOfPi(count: number): Uint32Array {
  const bits = BigInt(count * 32);
  const guard = 64n;
  const one = 1n << (bits + guard);
  const arctan = (inverse: bigint): bigint => {
    const square = inverse * inverse;
    let sum = 0n;
    for (let power = one / inverse, odd = 1n, sign = 1n; power > 0n; power /= square, odd += 2n, sign = -sign)
      sum += (sign * power) / odd;
    return sum;
  };
  const pi = (16n * arctan(5n) - 4n * arctan(239n)) >> guard;
  const digits = (pi - (3n << bits)).toString(16).padStart(count * 8, '0');
  return Uint32Array.from({ length: count }, (_, index) => Number.parseInt(digits.slice(index * 8, index * 8 + 8), 16));
}
