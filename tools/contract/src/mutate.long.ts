import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { choose } from './choose.ts';
import { type Mutation, mutations } from './mutations.ts';
import { makeScratch, type Scratch } from './scratch.ts';
import { type ContractTest, contractTests } from './tests.ts';

const root = join(__dirname, '../../..');
const seed = Number(process.env.CONTRACT_SEED ?? randomInt(2 ** 31));
const count = Number(process.env.CONTRACT_MUTATIONS ?? 10);

describe(`tests of the contract find faults (CONTRACT_SEED=${seed})`, () => {
  const chosen = choose(mutations, count, seed);
  let scratch: Scratch;
  let tests: ContractTest[];

  beforeAll(async () => {
    tests = await contractTests(root);
    scratch = await makeScratch(root);
  }, 120_000);
  afterAll(() => scratch[Symbol.asyncDispose]());

  const filesOf = (requirements: readonly string[]) => [
    ...new Set(
      tests.filter(({ numbers }) => numbers.some((one) => requirements.includes(one))).map(({ file }) => file),
    ),
  ];

  it('pass on the copy as it is', async () => {
    const requirements = chosen.map(({ requirement }) => requirement);

    const { failed, passed } = await scratch.run(filesOf(requirements), requirements);

    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(new Set(requirements).size);
  }, 600_000);

  it.each(chosen.map((one): [string, string, Mutation] => [one.requirement, one.file, one]))(
    'of %s fail with a fault in %s',
    async (requirement, _file, mutation) => {
      const { failed } = await scratch.run(filesOf([requirement]), [requirement], mutation);

      expect(failed).not.toEqual([]);
      for (const { title } of failed) expect(title).toContain(`${requirement} `);
    },
    600_000,
  );
});
