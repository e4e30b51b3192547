import { type ActivityRecord } from '@aro-rp/local-azure';
import { armLog, creations } from './harness/arm-log.ts';
import { type Answer, apiVersion, createCustomer, type Customer } from './harness/customer.ts';
import { startSystem, type System } from './harness/system.ts';
import { createSteps, deleteSteps } from './harness/steps.ts';
import { type Documents, openDocuments } from './scenario-runner/documents.ts';
import { createFrontendClient, type FrontendClient } from './scenario-runner/frontend-client.ts';

const many = 20;
/** A create makes at least so many things by itself, beside those of its deployments. */
const leastMade = 5;

/** Production's times: nothing is killed here, so a lease that another worker takes is a mistake. */
describe('two frontends, two change-feeds and three backends', () => {
  let system: System;
  let customer: Customer;
  let frontend: FrontendClient;
  let documents: Documents;
  const events: StepEvent[] = [];

  beforeAll(async () => {
    system = await startSystem({ instances: { frontend: 2, 'change-feed': 2, backend: 3 }, times: 'production' });
    customer = await createCustomer(system.endpoints);
    frontend = await createFrontendClient(system.endpoints);
    documents = openDocuments(system.endpoints);
    system.onLine((service, { event = '', resourceId = '', step, timestamp }) => {
      const [, what] = /^step-(started|ended)$/.exec(event) ?? [];
      if (what === undefined) return;
      const cluster = resourceId.slice(resourceId.lastIndexOf('/') + 1);
      events.push({ service, cluster, what: `${what} ${step}`, at: Date.parse(String(timestamp)) });
    });
  }, 180_000);
  afterAll(async () => {
    frontend?.close();
    documents?.dispose();
    await system?.stop();
  });

  const url = (name: string) => `${customer.idOf(name)}?${apiVersion}`;
  const ports = () => system.services.flatMap(({ port }) => (port === undefined ? [] : [port]));

  /** Through the first or the second frontend, as ARM would. */
  const put = async (name: string, through: number, headers: Record<string, string> = {}): Promise<Answer> => {
    const port = ports()[through % 2];
    if (port === undefined) throw new Error('there are not two frontends');
    return frontend.call('PUT', url(name), {
      text: JSON.stringify(await customer.bodyOf(name)),
      headers: { 'x-ms-client-request-id': crypto.randomUUID(), ...headers },
      port,
    });
  };
  const settleAll = (names: readonly string[]) => Promise.all(names.map((name) => customer.settled(name)));

  it('create many clusters at once, each thing in ARM once and by one worker at a time, and delete them', async () => {
    const names = Array.from({ length: many }, (_, index) => `many-${String(index + 1).padStart(2, '0')}`);

    // A quarter through each frontend, half through ARM.
    const answers = await Promise.all(
      names.map((name, index) => (index < many / 2 ? put(name, index) : customer.put(name))),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    expect(await settleAll(names)).toEqual(names.map(() => 'Succeeded'));

    const created = await armLog(system.endpoints);
    for (const name of names) {
      expectMadeOnce(created, name);
      // W11: no worker has taken a cluster that another still held.
      expect(await documents.cluster(customer.idOf(name))).not.toHaveProperty('lastTakeover');
    }

    const removed = await Promise.all(names.map((name) => customer.remove(name)));
    expect(removed.map(({ status }) => status)).toEqual(names.map(() => 202));
    expect(await settleAll(names)).toEqual(names.map(() => 'gone'));

    const all = await armLog(system.endpoints);
    for (const name of names) {
      expect([name, overlaps(changesOf(all, name))]).toEqual([name, []]);
      const deleted = changesOf(all, name).flatMap(({ effect, path }) =>
        effect === 'deleted' ? [path.toLowerCase()] : [],
      );
      expect([name, deleted.filter((path, index) => deleted.indexOf(path) !== index)]).toEqual([name, []]);
    }
    expectEachStepOnce(events, names);
    expect(new Set(events.map(({ service }) => service))).toEqual(new Set(['backend', 'backend-2', 'backend-3']));
  }, 900_000);

  it('let exactly one of many racing requests create a cluster', async () => {
    const answers = await Promise.all(Array.from({ length: many }, (_, index) => put('raced', index)));

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(many - 1).fill(409)]);
    expect(await settleAll(['raced'])).toEqual(['Succeeded']);
    expectMadeOnce(await armLog(system.endpoints), 'raced');
    await customer.remove('raced');
    expect(await settleAll(['raced'])).toEqual(['gone']);
  }, 120_000);

  it('let exactly one of many racing requests that exclude an existing cluster create it', async () => {
    const headers = { 'if-none-match': '*' };
    const answers = await Promise.all(Array.from({ length: many }, (_, index) => put('raced-anew', index, headers)));

    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    for (const { status } of answers.filter((answer) => !made.includes(answer))) expect([409, 412]).toContain(status);
    expect(await settleAll(['raced-anew'])).toEqual(['Succeeded']);
    await customer.remove('raced-anew');
    expect(await settleAll(['raced-anew'])).toEqual(['gone']);
  }, 120_000);

  /** The managed group, what is in it, and the name in our zone. */
  function changesOf(log: readonly ActivityRecord[], name: string): ActivityRecord[] {
    const { identities } = system.endpoints;
    const workers = ['resource-provider', 'backend'].map((identity) => identities[identity]?.clientId);
    const place = new RegExp(`/(resourcegroups/aro-${name}|[a-z]+/api\\.${name})(/|$)`, 'i');
    return log.filter(
      ({ caller, method, path, deployment }) =>
        // What a deployment makes, Azure makes: in parallel, and not by a worker.
        deployment === undefined &&
        caller !== undefined &&
        workers.includes(caller) &&
        method !== 'GET' &&
        method !== 'HEAD' &&
        place.test(path),
    );
  }

  function expectMadeOnce(log: readonly ActivityRecord[], name: string): void {
    const changes = changesOf(log, name);
    const made = Object.values(creations(changes, ''));
    expect(made.length).toBeGreaterThanOrEqual(leastMade);
    expect([name, new Set(made)]).toEqual([name, new Set([1])]);
    expect([name, overlaps(changes)]).toEqual([name, []]);
  }
});

/** What a worker says when it begins a step for the first time, or has done it. */
interface StepEvent {
  service: string;
  cluster: string;
  /** `started ensure-resource-group` */
  what: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Two workers inside one step would both begin it, or both end it. */
function expectEachStepOnce(events: readonly StepEvent[], names: readonly string[]): void {
  const inTurn = [...createSteps, ...deleteSteps].flatMap((step) => [`started ${step}`, `ended ${step}`]);
  const byCluster = Map.groupBy(events, ({ cluster }) => cluster);
  for (const name of names) {
    const seen = (byCluster.get(name) ?? []).sort((one, other) => one.at - other.at);
    expect([name, seen.map(({ what }) => what)]).toEqual([name, inTurn]);
  }
}

/** Pairs of requests of which the later began before the earlier had ended: two workers inside one step. */
function overlaps(records: readonly ActivityRecord[]): string[] {
  const inTurn = [...records].sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
  const found: string[] = [];
  let last: ActivityRecord | undefined;
  for (const next of inTurn) {
    if (last && Date.parse(next.time) < endOf(last)) found.push(`${textOf(last)} and ${textOf(next)}`);
    if (!last || endOf(next) > endOf(last)) last = next;
  }
  return found;
}

const endOf = ({ endTime }: ActivityRecord): number => (endTime === undefined ? Infinity : Date.parse(endTime));
const textOf = ({ time, endTime, method, path }: ActivityRecord): string => `${method} ${path} (${time} to ${endTime})`;
