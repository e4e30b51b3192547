import { setTimeout as sleep } from 'node:timers/promises';
import { armLog } from '../harness/arm-log.ts';
import { apiVersion, createCustomer } from '../harness/customer.ts';
import { type System } from '../harness/system.ts';
import { openDocuments } from './documents.ts';
import { createFrontendClient } from './frontend-client.ts';
import { expectPart, judge } from './judge.ts';
import { type Scenario } from './load.ts';
import { createLocalAzureAdmin } from './local-azure-admin.ts';
import { contentOf, pick, targetOf } from './request.ts';
import { type Step, type StepOf } from './step.ts';
import { fill, type Variables, variablesOf } from './variables.ts';

export interface ScenarioRunner {
  /** One at a time; leaves no fault behind. @throws Error that names the step's place and what differs */
  run(scenario: Scenario): Promise<void>;
  /** Gives up what a scenario still waits for. */
  close(): void;
}

const terminal = new Set(['Succeeded', 'Failed', 'Canceled']);

/** @param system must keep its addresses while scenarios run; its processes may come and go */
export async function createScenarioRunner({ endpoints, kill }: System): Promise<ScenarioRunner> {
  const customer = await createCustomer(endpoints);
  const frontend = await createFrontendClient(endpoints);
  const documents = openDocuments(endpoints);
  const admin = createLocalAzureAdmin(endpoints);
  const closed = new AbortController();
  const pause = () => sleep(50, undefined, { signal: closed.signal });

  const http = async (step: StepOf<'http'>, variables: Variables) => {
    const { method, path } = targetOf(step);
    const text = await contentOf(step, endpoints, variables['name'] ?? '', (name) => customer.bodyOf(name));
    const options = { ...(text !== undefined && { text }), ...(step.headers && { headers: step.headers }) };
    const answer =
      step.via === 'frontend'
        ? await frontend.call(method, path, { ...options, certificate: step.certificate ?? 'arm' })
        : await customer.call(method, path, options);
    judge(answer, step.expect);
    for (const [name, what] of Object.entries(step.save ?? {})) variables[name] = pick(answer, what, step.place);
  };

  const stateOfCluster = async (id: string) => {
    const answer = await customer.call('GET', `${id}?${apiVersion}`).catch(() => undefined);
    return answer?.status === 404 ? 'gone' : answer?.body.properties?.provisioningState;
  };
  /** ARM shows none. */
  const stateOfSubscription = async (id: string) =>
    ((await documents.subscription(id)) as { provisioningState?: string } | null)?.provisioningState;

  /** Through failures too: services may be down while it waits. `gone` is a state here. */
  const waitUntilTerminal = async ({ 'wait-until-terminal': id, state }: StepOf<'wait-until-terminal'>) => {
    const subscriptionId = /^\/subscriptions\/([^/]+)$/.exec(id)?.[1];
    for (;;) {
      const found = await (subscriptionId === undefined ? stateOfCluster(id) : stateOfSubscription(subscriptionId));
      if (found === 'gone' || terminal.has(found ?? '')) return expect(found).toBe(state);
      await pause();
    }
  };

  const expectRequests = async (step: StepOf<'expect-requests'>) => {
    const part = step.containing.toLowerCase();
    const counts: Record<string, number> = {};
    for (const { effect, resourceId = '' } of await armLog(endpoints)) {
      const id = resourceId.toLowerCase();
      if (effect === step['expect-requests'] && id.includes(part)) counts[id] = (counts[id] ?? 0) + 1;
    }
    expect(counts).toEqual(Object.fromEntries(Object.entries(step.are).map(([id, n]) => [id.toLowerCase(), n])));
  };

  const expectDocument = async ({ 'expect-document': which, is }: StepOf<'expect-document'>, variables: Variables) => {
    const { cluster, operation, subscription } = which;
    const found =
      cluster !== undefined
        ? await documents.cluster(cluster)
        : operation !== undefined
          ? await documents.operation(variables['subscriptionId'] ?? '', operation)
          : await documents.subscription(subscription ?? '');
    expectPart(found, is);
  };

  const perform = async (written: Step, variables: Variables): Promise<void> => {
    if (written.kind === 'expect-nothing-written') {
      const before = await documents.snapshot();
      for (const inner of written['expect-nothing-written']) await runStep(inner, variables);
      return expect(await documents.snapshot()).toEqual(before);
    }
    const step = fill(written, variables);
    switch (step.kind) {
      case 'http':
        return http(step, variables);
      case 'wait-until-terminal':
        return waitUntilTerminal(step);
      case 'fail-next':
        return void (await admin.addFault(step['fail-next']));
      case 'wait-until-faults-strike':
        while ((await admin.idleFaults()).length > 0) await pause();
        return;
      case 'clear-faults':
        return admin.clearFaults();
      case 'kill':
        return kill(step.kill);
      case 'advance-clock':
        return admin.advanceClock(step['advance-clock']);
      case 'expect-requests':
        return expectRequests(step);
      case 'expect-document':
        return expectDocument(step, variables);
    }
  };

  const runStep = async (step: Step, variables: Variables): Promise<void> => {
    try {
      await perform(step, variables);
    } catch (error) {
      throw at(step.place, error as Error);
    }
  };

  return {
    async run({ name, steps }) {
      const variables = variablesOf(endpoints, customer.idOf(name), name);
      try {
        for (const step of steps) await runStep(step, variables);
        await admin.clearFaults();
      } finally {
        await admin.removeFaults().catch(() => undefined);
      }
    },
    close() {
      closed.abort();
      frontend.close();
      documents.dispose();
    },
  };
}

/** The error with the innermost step's place before its message. */
function at(place: string, error: Error): Error {
  if (placed.has(error)) return error;
  placed.add(error);
  const message = `${place}\n${error.message}`;
  error.stack = (error.stack ?? '').replace(error.message, () => message);
  error.message = message;
  return error;
}
const placed = new WeakSet<Error>();
