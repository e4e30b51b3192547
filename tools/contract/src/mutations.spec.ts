import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mutations } from './mutations.ts';
import { contractTests } from './tests.ts';

const root = join(__dirname, '../../..');

describe('mutations', () => {
  it.each(mutations.map((one) => [one.requirement, one.file, one] as const))(
    'that of %s in %s changes exactly one place',
    async (_number, file, { search, replacement }) => {
      const parts = (await readFile(join(root, file), 'utf8')).split(search);

      expect(parts).toHaveLength(2);
      expect(replacement).not.toBe(search);
    },
  );

  it('are of requirements that have tests, and of 40 at least', async () => {
    const tested = new Set((await contractTests(root)).flatMap(({ numbers }) => numbers));
    const mutated = new Set(mutations.map(({ requirement }) => requirement));

    expect([...mutated].filter((number) => !tested.has(number))).toEqual([]);
    expect(mutated.size).toBeGreaterThanOrEqual(40);
  });
});
