import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/system.ts';
import { plant } from './plant.ts';
import { type Planted, variants } from './planted.ts';

const cases = Object.entries(variants).flatMap(([variant, { changes }]: [string, { changes: readonly Planted[] }]) =>
  [...new Set(changes.map(({ file }) => file))].map((file) => ({ variant, file, changes })),
);

describe('the next version of this one', () => {
  test.each(cases)('$variant: what is planted in $file finds its place', ({ file, changes }) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(plant(text, file, changes)).not.toBe(text);
  });

  test('a text that is not there, or there twice, is told with its file', () => {
    const changes = ['once', 'twice', 'never'].map((search) => ({ file: 'one.ts', search, replacement: 'more' }));
    expect(() => plant('once twice twice', 'one.ts', changes)).toThrow('"twice", "never" must stand once in one.ts');
  });
});
