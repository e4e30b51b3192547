import { setTimeout as after } from 'node:timers/promises';
import { type Reply } from '../testing/client.ts';
import { type Harness } from '../testing/harness.ts';
import { subscriptionPath } from '../testing/requests.ts';
import { Customer, type FuzzRequest } from './customer.ts';
import { finishPlans } from './finish-plans.ts';
import { faultsOf, mayWrite, showsSecret } from './judge.ts';
import { followWrites } from './written.ts';

export interface FuzzOptions {
  seed: number;
  /** How many to send, at least. */
  requests: number;
  /** How many are under way at the same time, each from a customer of its own. */
  atOnce: number;
}

export interface Found {
  sent: number;
  /** How many were answered so, by method and status: `PUT 201`. */
  answers: Map<string, number>;
  /** The API versions in which a cluster was created. */
  created: Set<string>;
  /** What is wrong, each with the request that showed it. Empty is good. */
  faults: string[];
}

/** Longer than the frontend's own limit, after which it answers 503. */
const patience = 60_000;
/** More say nothing new. */
const mostFaults = 20;

/**
 * Sends what nobody would, in rounds: one request of each customer, all at once; then what was answered is judged, and
 * what has been written meanwhile: in the partitions of those only whose request was accepted.
 */
export async function fuzz(harness: Harness, { seed, requests, atOnce }: FuzzOptions): Promise<Found> {
  const found: Found = { sent: 0, answers: new Map(), created: new Set(), faults: [] };
  const customers = Array.from({ length: atOnce }, (_, n) => new Customer(seed * 1_000 + n));
  const written = await followWrites(harness.database);
  const register = ({ subscription }: Customer) =>
    harness.arm.call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } });
  await Promise.all(customers.map(register));
  await written();
  while (found.sent < requests && found.faults.length < mostFaults) {
    const round = await Promise.all(
      customers.map(async (customer) => {
        const request = customer.request();
        return { customer, request, outcome: await send(harness, request) };
      }),
    );
    const changes = await written();
    const mayChange = new Set<string>();
    for (const { customer, request, outcome } of round) {
      const tell = (fault: string) => found.faults.push(`${fault}: ${printed(request)} answered ${show(outcome)}`);
      found.sent += 1;
      if (outcome instanceof Error) {
        tell('no proper answer');
        mayChange.add(customer.subscription);
        continue;
      }
      const answer = `${request.method} ${outcome.status}`;
      found.answers.set(answer, (found.answers.get(answer) ?? 0) + 1);
      const version = /api-version=([\d-]+(?:preview)?)/i.exec(request.path)?.[1];
      if (answer === 'PUT 201' && version !== undefined && request.path.includes('providers'))
        found.created.add(version);
      faultsOf(request, outcome).forEach(tell);
      const there = changes.get(customer.subscription);
      if (!mayWrite(request, outcome) && there) tell(`refused, and yet written: ${there.join(', ')}`);
      // A subscription that nobody has told of comes into being by its own PUT.
      if (mayWrite(request, outcome))
        [customer.subscription, subscriptionIn(request)].forEach((id) => mayChange.add(id));
      customer.heard(outcome);
    }
    for (const [partition, what] of changes) {
      if (customers.every(({ subscription }) => subscription !== partition) && !mayChange.has(partition)) {
        found.faults.push(`written where nobody asked: ${what.join(', ')}`);
      }
    }
    await Promise.all(round.map(({ customer, request, outcome }) => tidy(harness, customer, request, outcome)));
    if (mayChange.size > 0) await written();
  }
  if (harness.lines.some(showsSecret)) found.faults.push('the log shows a secret');
  return found;
}

const subscriptionIn = ({ path }: FuzzRequest): string => /[0-9a-f-]{36}/i.exec(path)?.[0].toLowerCase() ?? '';

async function send(harness: Harness, { method, path, headers, body }: FuzzRequest): Promise<Reply | Error> {
  const patient = new AbortController();
  const call = harness.arm.call(method, path, { headers, ...(body && { body }) });
  try {
    const over = after(patience, new Error(`no answer within ${patience} ms`), { ref: false, signal: patient.signal });
    return await Promise.race([call, over.catch(() => new Error('given up'))]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    patient.abort();
  }
}

/** Lets a customer go on: what runs on its clusters ends, and its subscription may have clusters. */
async function tidy(harness: Harness, customer: Customer, request: FuzzRequest, outcome: Reply | Error): Promise<void> {
  if (outcome instanceof Error || !mayWrite(request, outcome)) return;
  if (!/providers/i.test(request.path)) {
    const path = subscriptionPath(customer.subscription);
    const { status } = await harness.arm.call('PUT', path, { body: { state: 'Registered' } });
    if (status < 300) return;
    customer.moveOn();
    await harness.arm.call('PUT', subscriptionPath(customer.subscription), { body: { state: 'Registered' } });
    return;
  }
  if (customer.random.chance(0.9)) await finishPlans(harness.database, customer);
}

const show = (outcome: Reply | Error): string =>
  outcome instanceof Error ? outcome.message.slice(0, 1_500) : `${outcome.status} ${outcome.text.slice(0, 1_000)}`;

function printed({ method, path, headers, body }: FuzzRequest): string {
  const text = body === undefined ? '' : ` ${body.toString('utf8').slice(0, 3_000)}`;
  return `${method} ${path.slice(0, 1_000)} ${JSON.stringify(headers)}${text}`;
}
