import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultAction, type FaultRule } from '@aro-rp/local-azure';
import { adminOf } from './harness/admin.ts';
import { billingFaults } from './harness/billing.ts';
import { armLog, creations } from './harness/arm-log.ts';
import { createCustomer, type Customer } from './harness/customer.ts';
import { documentsOf, inconsistencies } from './harness/documents.ts';
import { startSystem, type System } from './harness/system.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 1_000_000));

/** A small generator, so that a printed seed repeats a run's choices. */
function random(state: number): () => number {
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const status = (code: number, more: object = {}): FaultAction => ({ kind: 'status', status: code, ...more });

/** What may strike, and how often; each costs time, none may cost a cluster. */
const faults: FaultRule[] = [
  ...[status(412), status(449), status(503), { kind: 'drop' } as const, { kind: 'lose-answer' } as const].map(
    (action) => ({
      service: 'cosmos' as const,
      method: 'BATCH',
      probability: 0.03,
      action,
    }),
  ),
  { service: 'cosmos', method: 'GET', probability: 0.01, action: status(429, { retryAfterMs: 50 }) },
  { service: 'cosmos', method: 'FEED', probability: 0.02, action: status(503) },
  { service: 'service-bus', method: 'send', probability: 0.02, action: { kind: 'lose-answer' } },
  { service: 'service-bus', method: 'receive', probability: 0.02, action: { kind: 'lose-lock' } },
  { service: 'service-bus', method: 'complete', probability: 0.02, action: { kind: 'drop' } },
  // A create makes some hundred of these calls, and the pause after each failure of one step in a row is longer.
  { service: 'arm', path: 'aro-|dns', probability: 0.015, action: status(503) },
  { service: 'arm', path: 'aro-|dns', probability: 0.015, action: status(429, { retryAfterMs: 1_000 }) },
  { service: 'arm', path: 'aro-|dns', probability: 0.015, action: { kind: 'lose-answer' } },
  { service: 'arm', path: 'aro-|dns', probability: 0.01, action: { kind: 'drop' } },
];

describe(`chaos with seed ${seed}`, () => {
  let system: System;
  let customer: Customer;

  beforeAll(async () => {
    system = await startSystem({ instances: { frontend: 2, 'change-feed': 2, backend: 2 } });
    customer = await createCustomer(system.endpoints);
  }, 120_000);
  // One that has failed must not spoil the others.
  afterEach(() => adminOf(system.endpoints).removeFaults());
  afterAll(() => system?.stop());

  const settled = async (names: string[], state: string) => {
    for (const name of names) {
      const found = await customer.settled(name);
      const why = found === state ? undefined : await reasonOf(name);
      expect([name, found, why]).toEqual([name, state, undefined]);
    }
  };

  /** What the operations of a cluster that has failed say of it. */
  const reasonOf = async (name: string) => {
    const documents = documentsOf(system.endpoints);
    const all = await documents.all('OpenShiftClusters');
    documents.dispose();
    return all.filter((one) => one.type === 'operation' && 'error' in one && JSON.stringify(one).includes(`/${name}"`));
  };

  const consistent = async () => {
    const documents = documentsOf(system.endpoints);
    const all = await documents.all('OpenShiftClusters');
    expect(inconsistencies(all)).toEqual([]);
    expect(billingFaults(all, await documents.all('Billing'))).toEqual([]);
    documents.dispose();
  };

  it('every cluster ends Succeeded, and is deleted, while services are killed and everything fails at random', async () => {
    const admin = adminOf(system.endpoints);
    const next = random(seed);
    for (const rule of faults) await admin.addFault(rule);
    const names = Array.from({ length: 6 }, (_, index) => `chaos-${index}`);
    const victims = ['backend', 'backend-2', 'change-feed', 'change-feed-2', 'frontend'];
    let over = false;
    const killer = (async () => {
      for (let kills = 0; kills < 8 && !over; kills++) {
        await sleep(1_500 + 3_000 * next());
        system.kill(victims[Math.floor(next() * victims.length)] ?? 'backend');
      }
    })();

    await Promise.all(names.map((name) => customer.put(name)));
    await settled(names, 'Succeeded');
    for (const name of names)
      expect([name, ...new Set(Object.values(creations(await armLog(system.endpoints), `${name}/`)))]).toEqual([
        name,
        1,
      ]);
    await consistent();

    await Promise.all(names.map((name) => customer.remove(name)));
    await settled(names, 'gone');
    over = true;
    await killer;
    await admin.removeFaults();
    await consistent();
    for (const [queue, { deadLetters }] of Object.entries(await admin.queues()))
      expect([queue, deadLetters]).toEqual([queue, 0]);
  }, 600_000);

  it('everything ends, without the sweep, after all messages and then all range leases are deleted under load (Q1)', async () => {
    const admin = adminOf(system.endpoints);
    const documents = documentsOf(system.endpoints);
    const names = Array.from({ length: 5 }, (_, index) => `emptied-${index}`);

    const puts = names.map((name) => customer.put(name));
    await puts[3];
    await admin.purge('cluster-work');
    expect(await documents.removeRangeLeases()).toBeGreaterThan(0);
    await Promise.all(puts);

    await settled(names, 'Succeeded');
    documents.dispose();
    await consistent();
  }, 180_000);

  it('everything ends after restarts of the database and of the broker in mid-flight', async () => {
    const admin = adminOf(system.endpoints);
    const names = Array.from({ length: 4 }, (_, index) => `restart-${index}`);

    const puts = names.map((name) => customer.put(name));
    await puts[2];
    await admin.restart('service-bus');
    await admin.restart('cosmos');
    await Promise.all(puts);
    await admin.restart('service-bus');

    await settled(names, 'Succeeded');
    await consistent();
  }, 180_000);
});
