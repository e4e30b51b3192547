import { setTimeout as after } from 'node:timers/promises';
import { type Reply, type TestClient } from '../testing/client.ts';
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

/** A request and what became of it; two outcomes when it was sent twice, an error where there was no proper answer. */
interface Sent {
  customer: Customer;
  request: FuzzRequest;
  outcomes: (Reply | Error)[];
}

/** Longer than the frontend's own limit, after which it answers 503. */
const patience = 60_000;
/** More say nothing new. */
const mostFaults = 20;

/**
 * Sends what nobody would, in rounds: a request of each customer, all at once; then what was answered is judged, and
 * what has been written meanwhile: in the partitions of those only whose request was accepted.
 */
export async function fuzz(harness: Harness, { seed, requests, atOnce }: FuzzOptions): Promise<Found> {
  const found: Found = { sent: 0, answers: new Map(), created: new Set(), faults: [] };
  const customers = Array.from({ length: atOnce }, (_, n) => new Customer(seed * 1_000 + n));
  const clients = { arm: harness.arm, stranger: harness.client() };
  const written = await followWrites(harness.database, ['OpenShiftClusters', 'Subscriptions']);
  const offered = await followWrites(harness.database, ['OpenShiftVersions', 'PlatformWorkloadIdentityRoleSets']);
  await offered();
  await Promise.all(customers.map((customer) => register(harness, customer)));
  await written();
  while (found.sent < requests && found.faults.length < mostFaults) {
    const round = await Promise.all(
      customers.map(async (customer): Promise<Sent> => {
        const request = customer.request();
        const client = request.stranger ? clients.stranger : clients.arm;
        const times = request.twice ? [1, 2] : [1];
        return { customer, request, outcomes: await Promise.all(times.map(() => send(client, request))) };
      }),
    );
    round.forEach((sent) => judge(sent, found));
    const accepted = judgeWrites(round, await written(), found);
    await Promise.all(accepted.map((sent) => tidy(harness, sent)));
    if (accepted.length > 0) await written();
  }
  if ((await offered()).size > 0) found.faults.push('what is offered was written');
  if (harness.lines.some(showsSecret)) found.faults.push('the log shows a secret');
  return found;
}

function judge({ customer, request, outcomes }: Sent, found: Found): void {
  const version = /api-version=(\d[\d-]+(?:preview)?)/i.exec(request.path)?.[1];
  for (const outcome of outcomes) {
    const faults = outcome instanceof Error ? ['no proper answer'] : faultsOf(request, outcome);
    faults.forEach((fault) => found.faults.push(told(fault, request, outcome)));
    found.sent += 1;
    if (outcome instanceof Error) continue;
    customer.heard(outcome);
    const answer = `${request.method} ${outcome.status}`;
    found.answers.set(answer, (found.answers.get(answer) ?? 0) + 1);
    if (answer === 'PUT 201' && version !== undefined && /providers/i.test(request.path)) found.created.add(version);
  }
}

/** @returns those who may have written, whose customers have to be helped on */
function judgeWrites(round: readonly Sent[], changes: ReadonlyMap<string, string[]>, found: Found): Sent[] {
  const isAccepted = ({ request, outcomes }: Sent): boolean =>
    outcomes.some((outcome) => outcome instanceof Error || mayWrite(request, outcome));
  const accepted = round.filter(isAccepted);
  // A subscription that nobody has told of comes into being by its own PUT.
  const theirs = new Set(accepted.flatMap(({ customer, request }) => [customer.subscription, subscriptionIn(request)]));
  for (const [partition, what] of changes) {
    if (theirs.has(partition)) continue;
    const sent = round.find(({ customer }) => customer.subscription === partition);
    const fault = `refused, and yet written: ${what.join(', ')}`;
    found.faults.push(sent ? told(fault, sent.request, sent.outcomes[0]) : `${fault}, where nobody asked`);
  }
  return accepted;
}

const subscriptionIn = ({ path }: FuzzRequest): string => /[0-9a-f-]{36}/i.exec(path)?.[0].toLowerCase() ?? '';

async function send(client: TestClient, { method, path, headers, body }: FuzzRequest): Promise<Reply | Error> {
  const answered = new AbortController();
  const over = after(patience, new Error(`no answer within ${patience} ms`), { ref: false, signal: answered.signal });
  const call = client.call(method, path, { headers, ...(body && { body }) });
  try {
    return await Promise.race([call, over.catch(() => new Error('answered'))]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    answered.abort();
  }
}

const register = ({ arm }: Harness, { subscription }: Customer): Promise<Reply> =>
  arm.call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } });

/** Lets a customer go on: what runs on its clusters ends, and its subscription may have clusters. */
async function tidy(harness: Harness, { customer, request }: Sent): Promise<void> {
  if (/providers/i.test(request.path)) {
    if (customer.random.chance(0.9)) await finishPlans(harness.database, customer);
    return;
  }
  if ((await register(harness, customer)).status < 300) return;
  customer.moveOn();
  await register(harness, customer);
}

function told(fault: string, { method, path, headers, body }: FuzzRequest, outcome: Reply | Error | undefined): string {
  const request = `${method} ${path.slice(0, 1_000)} ${JSON.stringify(headers)} ${body?.toString().slice(0, 3_000) ?? ''}`;
  const answer = outcome instanceof Error ? outcome.message : `${outcome?.status} ${outcome?.text}`;
  // What contradicts the published Swagger stands at the end.
  const short = answer.length > 2_000 ? `${answer.slice(0, 1_000)} … ${answer.slice(-1_000)}` : answer;
  return `${fault}: ${request} answered ${short}`;
}
