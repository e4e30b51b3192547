import fc from 'fast-check';
import { makeInfraId } from './cluster-id.ts';

it.each([
  ['demo', 'demo'],
  ['a.b__c', 'a-b-c'],
  ['twenty-one-characters-and-more', 'twenty-one-characters'],
  ['cut-at-a-hyphen-here--now', 'cut-at-a-hyphen-here'],
])('makes of the name %s an infra id that begins with %s', (name, beginning) => {
  expect(makeInfraId(name)).toMatch(new RegExp(`^${beginning}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
});

it('is at most 27 letters, digits and single hyphens, whatever the name', () => {
  fc.assert(fc.property(fc.string(), (name) => expect(makeInfraId(name)).toMatch(/^(?!.*--)[A-Za-z0-9-]{6,27}$/)));
});

it('is another one each time', () => {
  expect(new Set(Array.from({ length: 50 }, () => makeInfraId('demo'))).size).toBeGreaterThan(45);
});
