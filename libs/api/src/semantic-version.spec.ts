import fc from 'fast-check';
import { compareVersions } from './semantic-version.ts';

it('orders releases by number, and what was tried before a release ahead of it', () => {
  const ordered = [
    '4.9.40',
    '4.10.3',
    '4.16.0-0.nightly',
    '4.16.0-alpha',
    '4.16.0-alpha.1',
    '4.16.0-alpha.beta',
    '4.16.0-rc.2',
    '4.16.0-rc.10',
    '4.16.0',
    '4.16.10',
    '5.0.0',
  ];

  expect(ordered.toReversed().sort(compareVersions)).toEqual(ordered);
});

it('orders minor versions', () => {
  expect(['4.20', '4.9', '4.14'].sort(compareVersions)).toEqual(['4.9', '4.14', '4.20']);
});

it('takes no account of how it was built', () => {
  expect(compareVersions('4.16.0+a', '4.16.0+b')).toBe(0);
});

it('is an order whatever it is given', () => {
  const version = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.string()).map(([a, b, c, rest]) => `${a}.${b}.${c}-${rest}`),
  );
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
