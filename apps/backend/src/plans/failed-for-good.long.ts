import { randomInt, randomUUID } from 'node:crypto';
import { type ErrorBody, type ResourceId } from '@aro-rp/api';
import { type OperationDocument } from '@aro-rp/database';
import { type FaultRule, seededRandom } from '@aro-rp/local-azure';
import { refOf, resource } from '@aro-rp/testing';
import { createLuck, type Kind, impatient, type Luck, run } from '../testing/failing.ts';
import { type Caller, type FailureClass, failureClasses, toldOf } from '../testing/failure-classes.ts';
import { allInAzure, since } from '../testing/left-behind.ts';
import { callsOf, type OutwardCall, outwardCall, type Strike, strikeClusters } from '../testing/outward-calls.ts';
import { storedDocuments } from '../testing/stored-documents.ts';
import { createWorld, type World } from '../testing/world.ts';
import { type FailureCode, isFailureCode } from './error-codes.ts';

const seed = Number(process.env.FAILED_FOR_GOOD_SEED ?? randomInt(2 ** 31));
/** Each call in every way, which takes some ten times as long. */
const everyWay = process.env.FAILED_FOR_GOOD === 'all';
/** After so many of the failures of a create the cluster is deleted from where it stands. */
const deletes = Number(process.env.FAILED_FOR_GOOD_DELETES ?? 8);
const lives = 3;
/** What a bootstrap machine reads by itself. */
const isMachines = (call: OutwardCall) => /^blob GET .*\/bootstrap\.ign$/.test(call);
/** Only looked at to say what a failure is about, or to tell one early: without an answer it is told as it is, and then. */
const mayBeSilent = (call: OutwardCall) => /^(GET .*managed-~\/resources|POST .*\/checkpolicyrestrictions)$/.test(call);
/** Customers may take away our rights on what is theirs, or lock it: no reason to keep a cluster that they want to be gone. */
const isForgiven = (kind: Kind, call: OutwardCall, { name }: FailureClass) =>
  kind === 'delete' &&
  /\/virtualnetworks\//.test(call) &&
  (name === 'a right that is missing' || (name === 'a lock' && /\/roleassignments\//.test(call)));

const kinds: readonly Kind[] = ['create', 'update', 'delete'];

interface Case {
  call: OutwardCall;
  caller: Caller;
  fault: FailureClass;
}

let world: World;
let strikes: ReturnType<typeof strikeClusters>;
let cases: Record<Kind, Case[]>;

let count = 0;
/** No name is a part of another. */
const newCluster = () => resource(`f${String(++count).padStart(4, '0')}f`, world.endpoints.subscriptionId);

beforeAll(async () => {
  world = await createWorld();
  strikes = strikeClusters(world.azure);
  cases = await recorded(seededRandom(seed));
}, 180_000);
afterAll(() => world[Symbol.asyncDispose]());

/** Every call of an undisturbed life, each with a class of failure: of those that fit, in turns. */
async function recorded(random: () => number): Promise<Record<Kind, Case[]>> {
  const id = newCluster();
  const given = await world.cluster(id);
  const found: Record<Kind, Case[]> = { create: [], update: [], delete: [] };
  const used = new Map<FailureClass, number>();
  for (const kind of kinds) {
    const seen: OutwardCall[] = [];
    strikes.set(id, (call) => void seen.push(call));
    const correlationId = randomUUID();
    const { document, operation } = await run(world, world.planBook(), id, kind, { given, correlationId });
    strikes.set(id, undefined);
    expect([kind, document.provisioningState, operation.error]).toEqual([kind, 'Succeeded', undefined]);
    const ours = world.azure.arm
      .requests()
      .filter((record) => record.correlationId === correlationId && record.deployment === undefined);
    const callers = new Map(
      ours.map(({ method, path, caller }) => [outwardCall(world.azure, id, method, path), caller]),
    );
    const toArm = new Set(callsOf(world.azure, id, ours));
    for (const call of new Set(seen)) {
      const isOurs = toArm.has(call) || /^(openshift|blob) /.test(call);
      if (!isOurs || isMachines(call) || (kind !== 'delete' && mayBeSilent(call))) continue;
      const fitting = failureClasses.filter((one) => one.fits(call) && !isForgiven(kind, call, one));
      const least = Math.min(...fitting.map((one) => used.get(one) ?? 0));
      const rarest = fitting.filter((one) => (used.get(one) ?? 0) === least);
      const dealt = rarest[Math.floor(random() * rarest.length)] as FailureClass;
      for (const fault of everyWay ? fitting : [dealt]) {
        used.set(fault, (used.get(fault) ?? 0) + 1);
        found[kind].push({ call, fault, caller: callerOf(call, callers.get(call)) });
      }
    }
  }
  return found;
}

function callerOf(call: OutwardCall, client: string | undefined): Caller {
  const { identities, clusterClientId } = world.endpoints;
  if (call.startsWith('openshift ')) return 'kubernetes';
  if (client === clusterClientId) return 'cluster';
  const isRp = client === identities['resource-provider']?.clientId;
  return isRp || (call.startsWith('blob ') && !call.includes('installer')) ? 'rp' : 'service';
}

/** From its first on, the call fails. */
const forEver =
  ({ call, fault }: Case, luck: Luck): Strike =>
  (seen) => {
    if (seen !== call) return undefined;
    luck.strike();
    return fault.action;
  };

const remedies: Record<Kind, RegExp> = {
  create: /[Dd]elete (the|this) cluster and create it again|[Dd]elete (the|this) cluster/,
  update: /Send the update again|send the update again/,
  delete: /Delete the cluster again/,
};

function expectTold(kind: Kind, { call, caller, fault }: Case, { error, diagnostics }: OperationDocument): void {
  const title = `${kind} ${call} (${fault.name}, as ${caller}) at ${diagnostics?.step}`;
  const wanted = caller === 'rp' || caller === 'cluster' ? fault : toldOf[caller];
  const told = [error?.message, ...(error?.details ?? []).map(({ message }) => message)].join('\n');
  const faults = [
    ...(codesOf(error).every((code) => isFailureCode(code) && wanted.codes.includes(code))
      ? []
      : [`codes ${codesOf(error).join()}`]),
    ...(wanted.says.test(told) ? [] : [`cause: ${told}`]),
    ...(remedies[kind].test(error?.message ?? '') ? [] : [`remedy: ${error?.message}`]),
    ...(/undefined|\[object|secret=/.test(told) ? [`wording: ${told}`] : []),
    ...(diagnostics?.parts?.['azure calls'] === undefined && caller !== 'kubernetes'
      ? ['no calls of Azure are kept']
      : []),
    ...(JSON.stringify(diagnostics).includes(world.endpoints.clusterClientSecret) ? ['a secret is kept'] : []),
  ];
  if (faults.length > 0) failures.push(`${title}: ${faults.join('; ')}`);
}
const failures: string[] = [];

/** What one call has to do with may be several findings of a validation. */
const codesOf = (error: ErrorBody | undefined): string[] =>
  error?.code === 'InvalidEnvironment' ? (error.details ?? []).map(({ code }) => code) : [error?.code ?? 'none'];

/**
 * One operation in which the call fails for good.
 * @returns the step at which it ended; undefined when it made the call no more, and so did not fail
 */
async function fail(id: ResourceId, kind: Kind, one: Case, given: Given, from = ''): Promise<string | undefined> {
  const luck = createLuck();
  strikes.set(id, forEver(one, luck));
  const { document, operation } = await run(world, impatient(world, luck), id, kind, { from, given });
  strikes.set(id, undefined);
  if (document.provisioningState === 'Failed') {
    // A machine with much to do was too slow for another call: that is no answer to this one.
    if (one.fault.action.kind !== 'hang' && operation.diagnostics?.detail?.includes('no answer within'))
      return fail(id, kind, one, given, operation.diagnostics.step);
    expectTold(kind, one, operation);
    return operation.diagnostics?.step;
  }
  if (luck.isStruck) failures.push(`${kind} ${one.call} (${one.fault.name}, as ${one.caller}): Succeeded`);
  return undefined;
}
type Given = Awaited<ReturnType<World['cluster']>>;

async function succeed(id: ResourceId, kind: Kind, given: Given, from = ''): Promise<void> {
  const { document, operation } = await run(world, impatient(world, createLuck()), id, kind, { from, given });
  expect([kind, document.provisioningState, operation.error, operation.diagnostics]).toEqual([
    kind,
    'Succeeded',
    undefined,
    undefined,
  ]);
}

async function newborn() {
  const id = newCluster();
  const given = await world.cluster(id);
  return { id, given, before: await allInAzure(world) };
}

/**
 * A life in which each of these calls fails for good, one after the other; what has failed is tried again from the step
 * that failed, as nobody but a test can, and at last succeeds.
 * @returns those that were made before their turn came: the order of deletions is Azure's
 */
async function live(all: Record<Kind, Case[]>): Promise<Record<Kind, Case[]>> {
  const { id, given, before } = await newborn();
  const missed: Record<Kind, Case[]> = { create: [], update: [], delete: [] };
  for (const kind of kinds) {
    let from: string | undefined = '';
    for (const one of all[kind]) {
      if (from !== undefined) from = await fail(id, kind, one, given, from);
      if (from === undefined) missed[kind].push(one);
    }
    if (from !== undefined) await succeed(id, kind, given, from);
  }
  await expectNothingOf(id, before);
  return missed;
}

const share = (isOurs: (index: number) => boolean): Record<Kind, Case[]> => ({
  create: cases.create.filter((_, index) => isOurs(index)),
  update: cases.update.filter((_, index) => isOurs(index)),
  delete: cases.delete.filter((_, index) => isOurs(index)),
});
const sizeOf = (all: Record<Kind, Case[]>) => kinds.reduce((sum, kind) => sum + all[kind].length, 0);

/** Every one of them is struck, in one life or another. */
async function liveUntilStruck(all: Record<Kind, Case[]>): Promise<void> {
  for (let left = all; sizeOf(left) > 0;) {
    const missed = await live(left);
    if (sizeOf(missed) === sizeOf(left)) {
      failures.push(...kinds.flatMap((kind) => missed[kind].map(({ call }) => `${kind} ${call}: was not made`)));
      return;
    }
    left = missed;
  }
}

/** A create that fails, and the delete that the customer is told to send. */
async function giveUp(one: Case): Promise<void> {
  const { id, given, before } = await newborn();
  await fail(id, 'create', one, given);
  await succeed(id, 'delete', given);
  await expectNothingOf(id, before);
}

/** Everything is listed: of the cluster there is nothing left in Azure, and no names and secrets in the documents. */
async function expectNothingOf(id: ResourceId, before: ReadonlySet<string>): Promise<void> {
  const inAzure = since(before, await allInAzure(world)).filter(
    (one) => one.includes(id.name) || one.includes(refOf(id).id),
  );
  const documents = [...(await storedDocuments(world.azure)).values()]
    .flat()
    .map((text) => JSON.parse(text) as { id: string; type: string; clusterKey?: string })
    .filter(({ type, clusterKey, id: one }) =>
      type === 'reservation' ? clusterKey === id.key : type === 'secrets' && one.startsWith(refOf(id).id),
    )
    .map(({ type }) => type);
  const left = [...inAzure, ...documents];
  if (left.length > 0) failures.push(`left of ${id.name}: ${left.join(', ')}`);
}

it(
  `every call that fails for good ends its operation with the cause and what to do, and a delete leaves nothing (FAILED_FOR_GOOD_SEED=${seed})`,
  async () => {
    expect(cases.create.length + cases.update.length + cases.delete.length).toBeGreaterThan(100);
    expect(new Set(kinds.flatMap((kind) => cases[kind]).map(({ fault }) => fault)).size).toBe(failureClasses.length);
    const random = seededRandom(seed);
    const abandoned = Array.from(
      { length: deletes },
      (_, index) => cases.create[Math.floor(((index + random()) * cases.create.length) / deletes)] as Case,
    );

    await Promise.all([
      ...Array.from({ length: lives }, (_, life) => liveUntilStruck(share((index) => index % lives === life))),
      (async () => {
        for (const one of abandoned) await giveUp(one);
      })(),
    ]);

    expect(failures).toEqual([]);
  },
  everyWay ? 3_600_000 : 600_000,
);

describe('what tells no cluster from another, while one is made alone', () => {
  const forbidden = {
    kind: 'status',
    status: 403,
    code: 'AuthorizationFailed',
    message: 'The planted refusal.',
  } as const;
  const broken = { kind: 'status', status: 500, code: 'InternalServerError', message: 'The planted error.' } as const;
  it.each<[string, FaultRule, FailureCode, RegExp]>([
    [
      'Graph refuses',
      { service: 'entra', path: '/serviceprincipals', action: forbidden },
      'InvalidServicePrincipalPermissions',
      /planted refusal/,
    ],
    [
      'Graph fails',
      { service: 'entra', path: '/serviceprincipals', action: broken },
      'DeploymentFailed',
      /planted error/,
    ],
    ['nobody is signed in', { service: 'entra', path: '/oauth2/', action: broken }, 'DeploymentFailed', /in time/],
    [
      'the installers cannot be read',
      { service: 'blob', path: '/installers?/', action: forbidden },
      'OperationTimedOut',
      /own part of the step 'run-installer'/,
    ],
    [
      'the installers do not come',
      { service: 'blob', path: '/installers?/', action: { kind: 'hang' } },
      'OperationTimedOut',
      /own part of the step 'run-installer'/,
    ],
  ])(
    '%s: the create fails with the cause, and a delete leaves nothing',
    async (_, rule, code, says) => {
      const { id, given, before } = await newborn();
      const strike = world.azure.faults.strike;
      const luck = createLuck();
      const pattern = new RegExp(rule.path ?? '', 'i');
      world.azure.faults.strike = (service, method, path, ...more) => {
        if (service !== rule.service || !pattern.test(path)) return strike(service, method, path, ...more);
        luck.strike();
        return rule.action;
      };

      const { document, operation } = await run(world, impatient(world, luck), id, 'create', { given });
      world.azure.faults.strike = strike;

      expect([document.provisioningState, operation.error, operation.diagnostics?.detail]).toEqual([
        'Failed',
        expect.objectContaining({ code }),
        expect.any(String),
      ]);
      expect(JSON.stringify(operation.error)).toMatch(says);
      expect(operation.error?.message).toMatch(remedies.create);
      await succeed(id, 'delete', given);
      failures.length = 0;
      await expectNothingOf(id, before);
      expect(failures).toEqual([]);
    },
    120_000,
  );
});
