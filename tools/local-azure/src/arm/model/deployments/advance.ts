import { type Clock, toInstant } from '@aro-rp/time';
import { bodyOf } from '../../template/resource-body.ts';
import { evaluateOutput } from '../../template/outputs.ts';
import { type Parameters, type PlannedResource } from '../../template/index.ts';
import { type Scope } from '../../template/scope.ts';
import { at, seePage, TemplateError } from '../../template/template-error.ts';
import { ArmError } from '../errors.ts';
import { asObject, type Json } from '../json.ts';
import { type Operations } from '../operations.ts';
import { keyOf } from '../resource-id.ts';
import { type AtProvider, AwaitsProvider } from './at-provider.ts';
import { type Deployment, type DeploymentFault, type EndState, isEnded, type ResourceWork } from './deployment.ts';
import { canceled, deploymentFailed, operationFault, outputFault } from './faults.ts';
import { type InnerAnswer, type InnerRequest, type Performer } from './performer.ts';
import { requestOf } from './runtime-scope.ts';
import { openValues, withoutSecretsIn } from './secrecy.ts';

export interface Advancing {
  clock: Clock;
  performer: Performer;
  provider: Pick<AtProvider, 'serves' | 'put' | 'forgetReads' | 'forget'>;
  operations: Pick<Operations, 'get'>;
  scopeOf(deployment: Deployment): Scope;
  get(id: string): Deployment | undefined;
  /** Durable when it returns, unless it is part of a transaction. */
  save(deployment: Deployment): void;
}

type Resource = PlannedResource & { work: ResourceWork };

/**
 * Does all that can be done for a deployment now: looks after what was begun, begins what waits for nothing any more,
 * and ends it when nothing is left. Each resource is begun in one transaction with the record of it, so that after a
 * death in between it is neither lost nor put twice.
 * @returns milliseconds since 1970 when it has to be looked at again, or undefined when it has ended
 */
export function advance(id: string, advancing: Advancing): number | undefined {
  const { get, save } = advancing;
  const found = get(id);
  if (!found || isEnded(found)) return undefined;
  let deployment: Deployment = { ...found, state: 'Running' };
  const scope = onDemand(() => advancing.scopeOf(deployment));
  const change = (resource: Resource, work: Partial<ResourceWork>): void => {
    const resources = deployment.resources.map((one) =>
      one.id === resource.id ? { ...one, work: { ...one.work, ...work } } : one,
    );
    deployment = { ...deployment, resources };
    save(deployment);
  };

  for (const resource of running(deployment)) {
    const outcome = outcomeOf(resource.work, advancing);
    if (outcome) change(resource, { ...ended(outcome, deployment), endTime: toInstant(advancing.clock.now()) });
  }
  followAtProvider(deployment, scope, advancing, change);
  // What an expression asks of a provider is not answered yet: its turn comes again.
  const unanswered = new Set<string>();
  for (;;) {
    const next = ready(deployment).find((one) => !unanswered.has(one.id));
    if (!next) break;
    if (!begin(next, deployment, scope, advancing, change)) unanswered.add(next.id);
  }
  followAtProvider(deployment, scope, advancing, change);
  const left = running(deployment);
  if (left.length > 0) return Math.min(...left.map(({ work }) => dueAt(work, advancing)));
  if (unanswered.size > 0) return Infinity;
  try {
    save(endOf(deployment, scope, advancing.clock));
  } catch (error) {
    if (error instanceof AwaitsProvider) return Infinity;
    throw error;
  }
  advancing.provider.forget(deployment.id);
  return undefined;
}

const running = ({ resources }: Deployment): Resource[] => resources.filter(({ work }) => work.state === 'running');

/** Sends what was begun and not sent yet, and stores what has come of the rest. */
function followAtProvider(
  deployment: Deployment,
  scope: () => Scope,
  { provider }: Advancing,
  change: (resource: Resource, work: Partial<ResourceWork>) => void,
): void {
  const secrets = deployment.running?.secrets ?? [];
  for (const resource of running(deployment).filter(({ work }) => work.awaits?.kind === 'provider')) {
    const news = provider.put(deployment, resource.id, resource.work, () => putOf(resource, deployment, scope()));
    if (news.state === undefined && news.awaits === undefined) continue;
    if (news.state !== undefined) provider.forgetReads(deployment.id);
    if (news.state !== undefined || resource.work.statusCode === undefined)
      change(resource, withoutSecretsIn(news, secrets));
  }
}

const putOf = (resource: Resource, deployment: Deployment, scope: Scope): InnerRequest => ({
  ...requestOf(deployment, 'PUT', resource.id, resource.apiVersion),
  body: bodyOf(resource, scope),
});

function onDemand<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Waiting ones whose dependencies are all there. */
function ready({ resources }: Deployment): Resource[] {
  const done = new Set(resources.filter(({ work }) => work.state === 'succeeded').map(({ id }) => keyOf(id)));
  return resources.filter(
    ({ condition, work, dependsOn }) =>
      condition && work.state === 'waiting' && dependsOn.every((id) => done.has(keyOf(id))),
  );
}

/** @returns whether it was begun, or failed at that; otherwise it has to wait for a provider's answer */
function begin(
  resource: Resource,
  deployment: Deployment,
  scope: () => Scope,
  { clock, performer, provider }: Advancing,
  change: (resource: Resource, work: Partial<ResourceWork>) => void,
): boolean {
  const startTime = toInstant(clock.now());
  const fail = (status: number, body: Json) =>
    change(resource, {
      state: 'failed',
      startTime,
      endTime: startTime,
      statusCode: status,
      fault: withoutSecretsIn(body, deployment.running?.secrets ?? []),
    });
  try {
    const put = putOf(resource, deployment, scope());
    if (provider.serves(resource.id)) change(resource, { state: 'running', startTime, awaits: { kind: 'provider' } });
    else
      performer.perform(put, (answer) => {
        const awaits = awaitedBy(answer);
        change(resource, {
          startTime,
          statusCode: answer.status,
          ...(awaits ? { state: 'running', awaits } : { state: 'succeeded', endTime: startTime }),
        });
      });
  } catch (error) {
    if (error instanceof AwaitsProvider) return false;
    if (error instanceof ArmError) fail(error.status, { error: error.toBody() });
    else if (error instanceof TemplateError) fail(400, { error: languageFault(resource, error) });
    else throw error;
  }
  return true;
}

const languageFault = ({ id, position }: Resource, { message }: TemplateError): Json => ({
  code: 'InvalidTemplate',
  message: `Unable to process template language expressions for resource '${id}' ${at(position)}. '${message}' ${seePage('arm-template-expressions')}`,
});

/** The last part of the status URL is the operation's id; a deployment's has its own id before that. */
export function awaitedBy({ headers }: InnerAnswer): ResourceWork['awaits'] {
  const url = headers?.['Azure-AsyncOperation'] ?? headers?.['Location'];
  if (url === undefined) return undefined;
  const path = decodeURIComponent(new URL(url).pathname);
  const deployment = /^(.*\/providers\/Microsoft\.Resources\/deployments\/[^/]+)\/operationStatuses\/[^/]+$/i.exec(
    path,
  )?.[1];
  if (deployment !== undefined) return { kind: 'deployment', id: deployment };
  return { kind: 'operation', id: path.split('/').at(-1) ?? '' };
}

type Outcome = { state: EndState; fault?: DeploymentFault };

function outcomeOf({ awaits }: ResourceWork, { operations, get }: Advancing): Outcome | undefined {
  if (awaits?.kind === 'provider') return undefined;
  if (awaits?.kind === 'deployment') {
    const inner = get(awaits.id);
    if (!inner) return { state: 'Canceled', fault: canceled() };
    if (!isEnded(inner)) return undefined;
    return { state: inner.state as EndState, ...(inner.fault === undefined ? {} : { fault: inner.fault }) };
  }
  const operation = awaits && operations.get(awaits.id);
  if (!operation) return { state: 'Canceled' };
  if (operation.status === 'InProgress') return undefined;
  const { error } = operation;
  if (error === undefined) return { state: operation.status };
  const { status: _status, ...fault } = error;
  return { state: operation.status, fault };
}

function ended({ state, fault }: Outcome, deployment: Deployment): Partial<ResourceWork> {
  if (state === 'Succeeded') return { state: 'succeeded' };
  const inner = fault ?? { code: state, message: `The operation ended as '${state}'.` };
  const body = operationFault(state, inner);
  return { state: 'failed', statusCode: 409, fault: withoutSecretsIn(body, deployment.running?.secrets ?? []) };
}

const dueAt = ({ awaits }: ResourceWork, { operations }: Advancing): number =>
  awaits?.kind === 'operation' ? (operations.get(awaits.id)?.dueAt ?? 0) : Infinity;

/** A deployment that has ended, however that may be, without anything that is secret. */
export function close(
  deployment: Deployment,
  state: EndState,
  now: number,
  rest: Partial<Deployment> = {},
): Deployment {
  const { running: _running, ...kept } = deployment;
  return {
    ...kept,
    ...rest,
    state,
    endTime: toInstant(now),
    parameters: openValues(deployment.parameters),
    resources: deployment.resources.map((one) => ({ ...one, definition: {} })),
  };
}

function endOf(deployment: Deployment, scope: () => Scope, clock: Clock): Deployment {
  const failed = deployment.resources.filter(({ work }) => work.state === 'failed');
  if (failed.length > 0) {
    const faults = failed.map(({ work }) => ({ status: work.statusCode ?? 500, body: asObject(work.fault) }));
    return close(deployment, 'Failed', clock.now(), { fault: deploymentFailed(faults) });
  }
  const outputs: Parameters = {};
  const faults: { name: string; message: string }[] = [];
  for (const [name, declaration] of Object.entries(deployment.running?.template.outputs ?? {}))
    try {
      const output = evaluateOutput(name, declaration, scope());
      if (output) outputs[name] = output;
    } catch (error) {
      if (!(error instanceof TemplateError || error instanceof ArmError)) throw error;
      faults.push({ name, message: withoutSecretsIn(error.message, deployment.running?.secrets ?? []) });
    }
  if (faults.length > 0) return close(deployment, 'Failed', clock.now(), { fault: outputFault(faults) });
  return close(deployment, 'Succeeded', clock.now(), { outputs: openValues(outputs) });
}
