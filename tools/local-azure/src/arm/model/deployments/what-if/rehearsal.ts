import { type PlannedResource } from '../../../template/index.ts';
import { readJsonText } from '../../../template/json-text.ts';
import { evaluateOutput } from '../../../template/outputs.ts';
import { type Parameters } from '../../../template/parameters.ts';
import { hasUnresolved, previewValue } from '../../../template/preview.ts';
import { bodyOf, isDeployment } from '../../../template/resource-body.ts';
import { type Scope } from '../../../template/scope.ts';
import { TemplateError } from '../../../template/template-error.ts';
import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { type Operation, type Operations, type Outcome } from '../../operations.ts';
import { keyOf } from '../../resource-id.ts';
import { type DeploymentRequest } from '../accept.ts';
import { awaitedBy, close } from '../advance.ts';
import { type Deployment, type DeploymentPlace } from '../deployment.ts';
import { invalidTemplate } from '../faults.ts';
import { type Performer } from '../performer.ts';
import { requestOf } from '../runtime-scope.ts';
import { plain } from './snapshot.ts';

/** What came of one resource when a deployment was rehearsed. */
export interface Rehearsed {
  resource: PlannedResource;
  /** What the template asks for, with `Unresolved` for what is only known when it is deployed. */
  wanted: Json;
  /** GET before; absent when there was none. */
  before?: Json;
  /** GET afterwards; absent when that cannot be told. */
  after?: Json;
  /** Why it would be refused. */
  fault?: ArmError;
  /** Why nothing can be said of it. */
  unsupported?: string;
}

export interface Rehearsing {
  now(): number;
  /** Strikes no faults that were asked for: they are meant for what is really done. */
  performer: Performer;
  operations: Pick<Operations, 'get'>;
  /** Does what an operation is for, at once. */
  finish(operation: Operation): Outcome;
  /** Whether it is a provider's behind the front door, who alone can say what a PUT would do. */
  isForwarded(id: string): boolean;
  /** Judges a deployment inside another. @throws ArmError */
  accept(request: DeploymentRequest): Deployment;
  scopeOf(deployment: Deployment, isUnknown?: (id: string) => boolean): Scope;
  save(deployment: Deployment): void;
}

interface Progress {
  rehearsed: Rehearsed[];
  /** Ids of what is not there yet: what it will be like is not known. */
  made: Set<string>;
  /** Ids of what could not be rehearsed: a refusal of what depends on it says nothing. */
  doubtful: Set<string>;
}

/**
 * Deploys everything in the order of its dependencies, each finished at once, and looks at each before and after. Must
 * be called on a stage, which undoes it. Deployments inside are walked and are not in the result themselves.
 */
export function rehearse(deployment: Deployment, rehearsing: Rehearsing): Rehearsed[] {
  const progress: Progress = { rehearsed: [], made: new Set(), doubtful: new Set() };
  walk(deployment, deployment, rehearsing, progress);
  return progress.rehearsed;
}

/** @param shown the same deployment, with what is not known yet still as expressions in its parameters */
function walk(deployment: Deployment, shown: Deployment, rehearsing: Rehearsing, progress: Progress): void {
  const scopes = {
    real: rehearsing.scopeOf(deployment),
    preview: rehearsing.scopeOf(shown, (id) => progress.made.has(keyOf(id))),
  };
  const asShown = new Map(shown.resources.map((one) => [keyOf(one.id), one]));
  for (const resource of inOrder(deployment.resources)) {
    const node = asShown.get(keyOf(resource.id)) ?? resource;
    const step = { deployment, resource, node, scopes, rehearsing, progress };
    if (isDeployment(resource)) inside(step);
    else if (rehearsing.isForwarded(resource.id)) progress.rehearsed.push(leftOpen(step));
    else progress.rehearsed.push(put(step));
  }
}

interface Step {
  deployment: Deployment;
  resource: PlannedResource;
  node: PlannedResource;
  scopes: { real: Scope; preview: Scope };
  rehearsing: Rehearsing;
  progress: Progress;
}

/** Those that are deployed, each after what it depends on. */
function inOrder(resources: PlannedResource[]): PlannedResource[] {
  const left = resources.filter(({ condition }) => condition);
  const done = new Set<string>();
  const ordered: PlannedResource[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ dependsOn }) => dependsOn.every((id) => done.has(keyOf(id))));
    const [one] = left.splice(Math.max(0, next), 1);
    if (!one) break;
    done.add(keyOf(one.id));
    ordered.push(one);
  }
  return ordered;
}

function put(step: Step): Rehearsed {
  const { deployment, resource, node, scopes, rehearsing, progress } = step;
  const key = keyOf(resource.id);
  let wanted: Json;
  let before: Json | undefined;
  try {
    wanted = bodyOf(node, scopes.preview, previewValue);
    before = get(step);
  } catch (error) {
    const fault = asArmError(error);
    progress.doubtful.add(key);
    progress.made.add(key);
    const found = { resource, wanted: {} };
    return fault.status === 400 ? { ...found, fault } : { ...found, unsupported: `${fault.code}: ${fault.message}` };
  }
  if (before === undefined) progress.made.add(key);
  const found = { resource, wanted, ...(before === undefined ? {} : { before }) };
  try {
    const body = bodyOf(resource, scopes.real);
    const request = { ...requestOf(deployment, 'PUT', resource.id, resource.apiVersion), body };
    finish(rehearsing.performer.perform(request), rehearsing);
    const after = get(step);
    return { ...found, ...(after === undefined ? {} : { after }) };
  } catch (error) {
    const fault = asArmError(error);
    const isDoubtful = resource.dependsOn.some((id) => progress.doubtful.has(keyOf(id)));
    progress.doubtful.add(key);
    return hasUnresolved(wanted) || isDoubtful || isBusy(fault) ? found : { ...found, fault };
  }
}

/** What only a provider behind the front door could tell; it has been asked what it would refuse (preflight). */
function leftOpen({ resource, progress }: Step): Rehearsed {
  progress.made.add(keyOf(resource.id));
  progress.doubtful.add(keyOf(resource.id));
  const unsupported = `What a PUT would change is known to its provider alone: '${resource.type}'.`;
  return { resource, wanted: {}, unsupported };
}

/** What fails for other reasons than a refusal goes on. */
function asArmError(error: unknown): ArmError {
  if (error instanceof ArmError) return error;
  if (error instanceof TemplateError) return invalidTemplate(error);
  throw error;
}

/** Something else is at work on it: that passes. */
const isBusy = ({ status, code }: ArmError): boolean =>
  status === 429 || code === 'Conflict' || code === 'AnotherOperationInProgress' || code === 'OperationNotAllowed';

function get({ deployment, resource, rehearsing }: Step): Json | undefined {
  try {
    return asObject(rehearsing.performer.perform(requestOf(deployment, 'GET', resource.id, resource.apiVersion)).body);
  } catch (error) {
    if (error instanceof ArmError && error.status === 404) return undefined;
    throw error;
  }
}

function finish(answer: ReturnType<Performer['perform']>, { operations, finish: work }: Rehearsing): void {
  const awaits = awaitedBy(answer);
  const operation = awaits?.kind === 'operation' ? operations.get(awaits.id) : undefined;
  const outcome = operation && work(operation);
  if (outcome && 'failed' in outcome) throw outcome.failed;
}

function inside(step: Step): void {
  const { deployment, resource, node, scopes, rehearsing, progress } = step;
  const { rehearsed } = progress;
  const first = rehearsed.length;
  try {
    const inner = rehearsing.accept(requestFor(deployment, resource, bodyOf(resource, scopes.real)));
    const shown = quietly(() =>
      rehearsing.accept(requestFor(deployment, resource, bodyOf(node, scopes.preview, previewValue))),
    );
    walk(inner, shown ?? inner, rehearsing, progress);
    const outputs = outputsOf(inner, rehearsing.scopeOf(inner));
    rehearsing.save(close(inner, 'Succeeded', rehearsing.now(), { outputs }));
    const isOpen = rehearsed.slice(first).some(({ before, wanted }) => before === undefined || hasUnresolved(wanted));
    if (isOpen) progress.made.add(keyOf(resource.id));
  } catch (error) {
    const fault = asArmError(error);
    const found = { resource, wanted: {} };
    const isDoubtful = resource.dependsOn.some((id) => progress.doubtful.has(keyOf(id)));
    progress.doubtful.add(keyOf(resource.id));
    progress.made.add(keyOf(resource.id));
    rehearsed.push(isDoubtful ? { ...found, unsupported: fault.message } : { ...found, fault });
  }
}

const pathOfDeployment =
  /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/Microsoft\.Resources\/deployments\//i;

function requestFor(outer: Deployment, { id, name, apiVersion }: PlannedResource, body: Json): DeploymentRequest {
  const [, subscriptionId = '', resourceGroup] = pathOfDeployment.exec(id) ?? [];
  const place: DeploymentPlace = { subscriptionId, ...(resourceGroup === undefined ? {} : { resourceGroup }) };
  const text = readJsonText(JSON.stringify(plain(body)));
  const { caller, correlationId } = outer;
  return { place, name, apiVersion, body: text, caller, correlationId, secrets: outer.running?.secrets ?? [] };
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    asArmError(error);
    return undefined;
  }
}

/** Those that can be worked out. */
function outputsOf(deployment: Deployment, scope: Scope): Parameters {
  const outputs = Object.entries(deployment.running?.template.outputs ?? {}).map(([name, declaration]) => ({
    name,
    output: quietly(() => evaluateOutput(name, declaration, scope)),
  }));
  return Object.fromEntries(outputs.flatMap(({ name, output }) => (output ? [[name, output]] : [])));
}
