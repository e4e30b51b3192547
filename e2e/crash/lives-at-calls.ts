import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { adminOf } from '../harness/admin.ts';
import { armLog } from '../harness/arm-log.ts';
import { documentsOf } from '../harness/documents.ts';
import { type Call, armCalls, chosen, installerCalls, namedBy, otherCalls } from './calls.ts';
import { type Aim, killAt } from './kills.ts';
import { type Belonging, belongings, principalOf } from './resources.ts';
import { type Victim } from './victim.ts';

/** What an undisturbed cluster shows: its calls, and what there is once it is made and once it is gone. */
export interface Undisturbed {
  creating: Call[];
  deleting: Call[];
  /** What the installer asks for by itself. */
  installing: Call[];
  made: Belonging[];
  left: Belonging[];
}

/** One life that nothing befalls, while everything that is asked of Azure is written down. */
export async function undisturbed({ system, customer }: Victim, name: string): Promise<Undisturbed> {
  const { endpoints } = system;
  const admin = adminOf(endpoints);
  const cluster = namedBy(customer.idOf(name));
  await customer.bodyOf(name);
  const others = ['blob', 'openshift'] as const;
  const listen = async () => {
    await admin.removeFaults();
    for (const service of others) await admin.addFault({ service, times: 1_000_000, action: { kind: 'delay', ms: 0 } });
  };
  const heard = async (after: number): Promise<Call[]> => {
    const records = armCalls(endpoints, await armLog(endpoints, after), cluster);
    const faults = await admin.faults();
    const rest = others.flatMap((service) =>
      faults
        .filter(({ rule }) => rule.service === service)
        .flatMap(({ requests }) => otherCalls(service, requests, cluster)),
    );
    return chosen([...records, ...rest]);
  };
  const last = async () => (await armLog(endpoints)).at(-1)?.n ?? 0;

  const before = await belongings(customer, endpoints, name);
  await listen();
  const began = await last();
  await customer.put(name);
  expect([name, await customer.settled(name)]).toEqual([name, 'Succeeded']);
  const creating = await heard(began);
  const installing = installerCalls(await armLog(endpoints, began), await principalOf(customer, name), cluster);
  const made = await belongings(customer, endpoints, name);
  await listen();
  const created = await last();
  await customer.remove(name);
  expect([name, await customer.settled(name)]).toEqual([name, 'gone']);
  const deleting = await heard(created);
  await admin.removeFaults();
  const left = await belongings(customer, endpoints, name);
  expect(left.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  return { creating, deleting, installing, made, left };
}

export interface Planned {
  call: Call;
  when: Aim['when'];
}

/** Of so many clusters at once each meets so many kills in each phase of its life. */
const [clusters, each] = [5, 8];

/** The next kills of one phase of several clusters' lives: those that are near to each other meet different clusters. */
const deal = (planned: readonly Planned[], names: readonly string[], idOf: (name: string) => string): Aim[] =>
  planned
    .slice(0, names.length * each)
    .map((one, index) => ({ ...one, cluster: namedBy(idOf(names[index % names.length]!)) }));

/** Lives until every kill has been met, or a whole life has met none. @returns those that were not met */
export async function liveThrough(
  victim: Victim,
  expected: Undisturbed,
  kills: { creating: Planned[]; deleting: Planned[] },
): Promise<{ creating: Planned[]; deleting: Planned[] }> {
  const { system, customer } = victim;
  let { creating, deleting } = kills;
  for (let life = 1; creating.length + deleting.length > 0; life += 1) {
    const count = Math.min(clusters, Math.ceil(Math.max(creating.length, deleting.length) / each));
    const names = Array.from({ length: count }, (_, index) => `k${life}z${index}q`);
    for (const name of names) await customer.bodyOf(name);
    // A binary is fetched by whoever needs it first: in every life somebody.
    rmSync(join(system.dataDir, 'installers', 'backend', 'binaries'), { recursive: true, force: true });
    const idOf = (name: string) => customer.idOf(name);

    const inCreate = await killAt(system, deal(creating, names, idOf), async () => {
      await Promise.all(names.map((name) => customer.put(name)));
      await expectSettled(victim, names, 'Succeeded');
    });
    for (const name of names) await expectBelongings(victim, name, expected.made);
    await victim.expectPaidForWhileThere();

    const inDelete = await killAt(system, deal(deleting, names, idOf), async () => {
      await Promise.all(names.map((name) => customer.remove(name)));
      await expectSettled(victim, names, 'gone');
    });
    for (const name of names) await expectBelongings(victim, name, expected.left);
    await victim.expectPaidForWhileThere();

    if (inCreate.length + inDelete.length === 0) break;
    creating = without(creating, inCreate);
    deleting = without(deleting, inDelete);
  }
  return { creating, deleting };
}

const without = (planned: Planned[], met: readonly Aim[]): Planned[] =>
  planned.filter(({ call }) => !met.some((aim) => aim.call === call));

export async function expectSettled(
  { system, customer }: Victim,
  names: readonly string[],
  state: string,
): Promise<void> {
  for (const name of names) {
    const found = await customer.settled(name);
    const why = found === state ? undefined : await documentsOf(system.endpoints).errorsOf(name);
    expect([name, found, why]).toEqual([name, state, undefined]);
  }
}

/** The same one by one. The cluster's own controllers may still be at work, and end. */
export async function expectBelongings(
  { system, customer }: Victim,
  name: string,
  expected: Belonging[],
): Promise<void> {
  for (let left = 40; ; left -= 1) {
    const found = await belongings(customer, system.endpoints, name);
    if (left > 0 && JSON.stringify(found) !== JSON.stringify(expected)) continue;
    expect([name, found]).toEqual([name, expected]);
    return;
  }
}
