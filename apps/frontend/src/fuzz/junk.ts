import { type Random } from './random.ts';

/** Names that mean something to JavaScript, to MongoDB, to SQL, to a shell, or to nobody. */
export const oddNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  'a.b',
  'properties',
  '$ref',
  '@odata.type',
  'ünïcödé',
  '\u0000',
  'x'.repeat(1_000),
] as const;

const oddTexts = [
  ...oddNames,
  'null',
  'true',
  '0',
  '-1',
  '\ud800',
  '\u202eevil',
  '👩‍👩‍👧‍👦'.repeat(20),
  '../../etc/passwd',
  '%00%2e%2e%2f',
  '${jndi:ldap://x}',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '/subscriptions/x',
  '/subscriptions//resourceGroups//',
  '10.0.0.0/33',
  '::/0',
  'y'.repeat(10_000),
  'ﬀ'.repeat(300),
  '\r\nset-cookie: a=b',
] as const;

const oddNumbers = [0, -0, -1, 1, 1.5, 20, 21, 1e21, -1e308, 2 ** 31, 2 ** 53, 1e-7] as const;

export const oddText = (random: Random): string => random.pick(oddTexts);

/** Any JSON value that nobody would send. */
export function junk(random: Random): unknown {
  switch (random.int(8)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(oddNumbers);
    case 3:
      return random.pick([[], {}, [[]], [null], [{}], { '': {} }]);
    case 4:
      return nested(random.pick([3, 30, 63, 64, 65, 200, 2_000]), random.chance(0.5));
    case 5:
      return Array.from({ length: random.pick([2, 99, 101, 1_500]) }, (_, n) => (n % 2 ? n : { name: `n${n}` }));
    default:
      return oddText(random);
  }
}

function nested(levels: number, asList: boolean): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) value = asList ? [value] : { properties: value };
  return value;
}
