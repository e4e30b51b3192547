import { versions } from '@aro-rp/api';
import { type Harness, startHarness } from '../testing/harness.ts';
import { roleSet } from '../testing/role-sets.ts';
import { fuzz } from './fuzz.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 20_000);

describe(`${requests} requests grown from the published Swagger, with FUZZ_SEED=${seed}`, () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
    await harness.database.roleSets.put(roleSet('4.16'));
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('are answered without a fault, a secret or a write that was refused; each API version has created a cluster', async () => {
    const started = { at: performance.now(), cpu: process.cpuUsage() };
    const { faults, answers, created, sent } = await fuzz(harness, { seed, requests, atOnce: 40 });

    const told = [...answers].sort().map(([answer, count]) => `${answer}: ${count}`);
    const { user, system } = process.cpuUsage(started.cpu);
    process.stderr.write(
      [
        `FUZZ_SEED=${seed}: ${sent} requests in ${Math.round((performance.now() - started.at) / 1_000)} s`,
        `${Math.round((user + system) / 1e6)} s of computing`,
        `${told.join(', ')}\n`,
      ].join(', '),
    );
    expect(faults).toEqual([]);
    expect([...created].sort()).toEqual([...versions.keys()]);
  }, 1_800_000);
});
