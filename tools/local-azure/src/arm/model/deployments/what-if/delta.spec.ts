import fc from 'fast-check';
import { type Json, sameJson } from '../../json.ts';
import { deltaOf } from './delta.ts';

const id = '/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/V';
/** Without members that are null, which are as good as absent, and without those whose casing says nothing. */
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('a', 'b', 'c'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('any'), { maxKeys: 3 }),
  ),
})).any;
const snapshot = fc.dictionary(fc.constantFrom('p', 'q', 'r'), value) as fc.Arbitrary<Json>;

test('there is a delta exactly when something differs', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (before, after) => {
      expect(deltaOf(before, after).length === 0).toBe(sameJson(before, after));
    }),
    { numRuns: 500 },
  );
});

test('the casing of ids says nothing, that of other texts does', () => {
  const [lower, upper] = [id.toLowerCase(), id.toUpperCase()];

  expect(
    deltaOf({ id, zone: { id }, of: { [id]: {} } }, { id: lower, zone: { id: upper }, of: { [lower]: {} } }),
  ).toEqual([]);
  expect(deltaOf({ location: 'eastus', kind: 'a' }, { location: 'EastUS', kind: 'A' })).toEqual([
    { path: 'kind', propertyChangeType: 'Modify', before: 'a', after: 'A' },
  ]);
});

test.each<[string, unknown[], unknown[], unknown[]]>([
  ['named ones in another order', [{ name: 'x' }, { name: 'y' }], [{ name: 'y' }, { name: 'x' }], []],
  [
    'texts in another order',
    ['a', 'b'],
    ['b', 'a'],
    [
      { path: '0', propertyChangeType: 'Modify', before: 'a', after: 'b' },
      { path: '1', propertyChangeType: 'Modify', before: 'b', after: 'a' },
    ],
  ],
  [
    'one that is gone before one that stays',
    ['a', 'b'],
    ['b'],
    [{ path: '0', propertyChangeType: 'Delete', before: 'a' }],
  ],
  [
    'a member of a named one',
    [{ name: 'x', properties: { size: 1 } }],
    [{ name: 'X', properties: { size: 2 } }],
    [
      {
        path: '0',
        propertyChangeType: 'Modify',
        children: [{ path: 'properties.size', propertyChangeType: 'Modify', before: 1, after: 2 }],
      },
    ],
  ],
])('of arrays it tells %s', (_what, before, after, children) => {
  const array = { path: 'list', propertyChangeType: 'Array', children };

  expect(deltaOf({ list: before }, { list: after })).toEqual(children.length === 0 ? [] : [array]);
});
