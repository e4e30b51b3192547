import { randomUUID } from 'node:crypto';
import { milliseconds, seconds } from '@aro-rp/time';
import { createFakeClock } from '@aro-rp/testing';
import { type TestClient } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { version } from '../testing/offered-versions.ts';
import { clusterBody, clusterPath, location } from '../testing/requests.ts';
import { roleSet } from '../testing/role-sets.ts';

/** Two frontends whose clocks run when the test says so, and a writer that knows neither. */
let harness: Harness;
let frontends: { arm: TestClient; clock: ReturnType<typeof createFakeClock> }[];
beforeAll(async () => {
  harness = await startHarness();
  const clocks = [createFakeClock(Date.now()), createFakeClock(Date.now())];
  frontends = await Promise.all(clocks.map(async (clock) => ({ clock, arm: await harness.another({ clock }) })));
});
afterEach(() => harness.azure.faults.clear());
afterAll(() => harness[Symbol.asyncDispose]());

const place = `/subscriptions/${randomUUID()}/providers/Microsoft.RedHatOpenShift/locations/${location}`;
const ask = (arm: TestClient, list: string) => arm.call('GET', `${place}/${list}?api-version=2025-07-25`);
async function namesFrom(arm: TestClient, list: string): Promise<string[]> {
  const { json } = await ask(arm, list);
  return (json['value'] as { name: string }[]).map(({ name }) => name);
}
const everywhere = (list: string) => Promise.all(frontends.map(({ arm }) => namesFrom(arm, list)));
const pass = async (duration = milliseconds(10_001)) => {
  for (const { clock } of frontends) await clock.advance(duration);
};

const cases = [
  ['openShiftVersions', '4.20.7', (enabled: boolean) => harness.database.versions.put(version('4.20.7', { enabled }))],
  [
    'platformWorkloadIdentityRoleSets',
    '4.20',
    (enabled: boolean) => harness.database.roleSets.put(roleSet('4.20', { enabled })),
  ],
] as const;

describe.each(cases)('%s', (list, name, put) => {
  it('are offered by both frontends within 10 s of being enabled, and no longer 10 s after being disabled', async () => {
    const before = await everywhere(list);
    await put(true);
    await pass();
    const enabled = await everywhere(list);
    await put(false);
    await pass();
    const disabled = await everywhere(list);

    expect(before.flat()).not.toContain(name);
    for (const names of enabled) expect(names).toContain(name);
    expect(disabled.flat()).not.toContain(name);
  });

  it('are read once in 10 s however many ask', async () => {
    await pass();
    const container =
      list === 'openShiftVersions' ? '/colls/OpenShiftVersions/' : '/colls/PlatformWorkloadIdentityRoleSets/';
    const { arm } = frontends[0]!;
    await Promise.all(Array.from({ length: 20 }, () => ask(arm, list)));
    harness.azure.faults.add({
      service: 'cosmos',
      path: container,
      times: 1_000,
      action: { kind: 'status', status: 403 },
    });

    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(arm, list)));
    await frontends[0]!.clock.advance(seconds(10));
    const last = await ask(arm, list);

    expect(new Set([...replies, last].map(({ status }) => status))).toEqual(new Set([200]));
    expect(harness.azure.faults.list().map(({ struck }) => struck)).toEqual([0]);
  });

  it('are refused for now, not told of old, when they cannot be read, and read again for the next who asks', async () => {
    await ask(frontends[0]!.arm, list);
    await pass();
    harness.azure.faults.add({ service: 'cosmos', times: 1_000, action: { kind: 'status', status: 503 } });
    const refused = await ask(frontends[0]!.arm, list);
    harness.azure.faults.clear();

    expect(refused.status).toBe(503);
    expect((await ask(frontends[0]!.arm, list)).status).toBe(200);
  });
});

it('a cluster can be created with a version within 10 s of its being enabled, at both frontends', async () => {
  await harness.database.versions.put(version('4.20.9'));
  await pass();

  for (const { arm } of frontends) {
    const subscription = await harness.subscription();
    const body = clusterBody({ subscription }) as { properties: { clusterProfile: { version?: string } } };
    body.properties.clusterProfile.version = '4.20.9';

    expect((await arm.call('PUT', clusterPath({ subscription }), { body })).status).toBe(201);
  }
});
