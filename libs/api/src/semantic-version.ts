const pattern = /^(\d+)\.(\d+)(?:\.(\d+))?(?:-([^+]*))?/;

/**
 * Orders versions as Semantic Versioning 2.0.0, section 11, has it: 4.9.0, 4.16.0-rc.2, 4.16.0-rc.10, 4.16.0. Minor
 * versions such as `4.16` are ordered too, and what is no version comes first.
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  return comparePart(a.numbers, b.numbers, byNumber) || comparePreReleases(a.preRelease, b.preRelease);
}

function parse(version: string): { numbers: string[]; preRelease: string[] } {
  const [, major, minor, patch = '0', preRelease = ''] = pattern.exec(version) ?? [];
  const numbers = major === undefined || minor === undefined ? [] : [major, minor, patch];
  return { numbers, preRelease: preRelease === '' ? [] : preRelease.split('.') };
}

/** A release comes after all that was tried before it. */
function comparePreReleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  return comparePart(one, other, byIdentifier);
}

/** The first difference decides; without one, the shorter comes first. */
function comparePart(
  one: readonly string[],
  other: readonly string[],
  compare: (a: string, b: string) => number,
): number {
  for (const [index, part] of one.entries()) {
    const counterpart = other[index];
    if (counterpart === undefined) break;
    const order = compare(part, counterpart);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

const isNumber = (identifier: string): boolean => /^\d+$/.test(identifier);

/** Numbers come before words. */
function byIdentifier(one: string, other: string): number {
  if (isNumber(one) && isNumber(other)) return byNumber(one, other);
  if (isNumber(one) !== isNumber(other)) return isNumber(one) ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}

/** Of any length, so not as numbers of JavaScript. */
function byNumber(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other);
  return difference < 0n ? -1 : Number(difference > 0n);
}
