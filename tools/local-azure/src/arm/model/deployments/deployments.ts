import { type Clock, milliseconds, seconds } from '@aro-rp/time';
import { type PlannedResource } from '../../template/index.ts';
import { NotYetKnown, previewValue } from '../../template/preview.ts';
import { bodyOf } from '../../template/resource-body.ts';
import { type Store } from '../../store.ts';
import { type Caller } from '../access.ts';
import { ArmError } from '../errors.ts';
import { type Json } from '../json.ts';
import { type Model } from '../index.ts';
import { keyOf } from '../resource-id.ts';
import { acceptDeployment, type DeploymentRequest } from './accept.ts';
import { advance, type Advancing, close } from './advance.ts';
import { type AtProvider, createAtProvider } from './at-provider.ts';
import {
  type Deployment,
  deploymentKey,
  type DeploymentPlace,
  deploymentsPath,
  isEnded,
  scopePath,
} from './deployment.ts';
import { canceled, deploymentActive, deploymentNotFound } from './faults.ts';
import { type Performer, type RemotePerformer } from './performer.ts';
import { intendedOf, previewOf } from './intended.ts';
import { isForwarded, preflight } from './preflight.ts';
import { runtimeScope } from './runtime-scope.ts';
import { type CloudAddresses, surroundingsOf } from './surroundings.ts';
import { type Change, type ResultFormat } from './what-if/changes.ts';
import { type Rehearsed, rehearse } from './what-if/rehearsal.ts';
import { plain } from './what-if/snapshot.ts';
import { type Stage } from './what-if/stage.ts';
import { changesOf, othersOf, refuseFaults } from './what-if/what-if.ts';

/** Template deployments: accepted at once, worked afterwards, across restarts. */
export interface Deployments {
  /** @throws ArmError `DeploymentNotFound` */
  require(place: DeploymentPlace, name: string): Deployment;
  list(place: DeploymentPlace): Deployment[];
  /**
   * Part of the caller's transaction; the work begins after it.
   * @throws ArmError `InvalidTemplate`, `InvalidTemplateDeployment`, `DeploymentActive`
   */
  put(request: DeploymentRequest): { deployment: Deployment; effect: 'created' | 'updated' };
  /**
   * Those of its resources that stand behind the front door, as they would be put there, with the text of each
   * expression that only the deployment can work out. @throws ArmError for a template that is wrong in itself
   */
  behindFrontDoor(request: DeploymentRequest): Json[];
  /** The same judgement, and that of each resource's provider; nothing is stored. @throws ArmError with all faults */
  validate(request: DeploymentRequest): Deployment;
  /** What `put` would change; nothing is stored. @throws ArmError as `validate` does */
  whatIf(request: DeploymentRequest, format: ResultFormat): Change[];
  /** Begins nothing more; what was begun goes on by itself. @throws ArmError unless it runs */
  cancel(place: DeploymentPlace, name: string): void;
  /** Forgets it; what it made stays. @returns whether there was one. @throws ArmError while it runs */
  remove(place: DeploymentPlace, name: string): boolean;
  /** The history of a group goes with the group. Part of the caller's transaction. */
  forgetGroup(groupId: string): void;
  /** Goes on with what a process before this one has begun. */
  start(): void;
  close(): void;
}

export interface DeploymentsOptions {
  store: Store;
  clock: Clock;
  model: Pick<
    Model,
    'access' | 'subscriptions' | 'groups' | 'catalogue' | 'registrations' | 'locations' | 'operations' | 'resources'
  >;
  performer: Performer;
  /** For what stands behind the front door. */
  remote: RemotePerformer;
  /** Where what-if and validation are worked: a performer that strikes no faults, on a stage. */
  rehearsal: { performer: Performer; stage: Stage };
  cloud: CloudAddresses;
  /** {@link deploymentHistory} unless told. */
  remembered?: number | undefined;
  /** Whether the caller may write a resource. */
  refuseWrite(caller: Caller, resource: PlannedResource): ArmError | undefined;
  /** Told of an error that no caller caused. */
  report(error: unknown): void;
}

/** How many of one place are remembered: Azure's limit, at which it forgets the oldest. */
export const deploymentHistory = 800;
/** Until a deployment whose work failed by itself is looked at again, or one whose operation is late. */
const afterFailure = seconds(1);
const late = milliseconds(50);

export function createDeployments(options: DeploymentsOptions): Deployments {
  const { store, clock, model, performer, rehearsal, remembered = deploymentHistory, report } = options;
  const table = store.table<Deployment>('deployment');
  const due = new Map<string, number>();
  let timer: Disposable | undefined;
  let isOpen = false;

  const get = (id: string) => table.get(keyOf(id));
  const surroundings: Parameters<typeof acceptDeployment>[2] = (place, info) =>
    surroundingsOf(place, info, model.subscriptions, model.groups, options.cloud);
  const save = (deployment: Deployment) => {
    table.put(keyOf(deployment.id), deployment);
    if (isEnded(deployment)) wake();
  };
  /** Whatever waits for one that has ended is looked at again. */
  const wake = (): void => {
    for (const id of due.keys()) due.set(id, clock.now());
  };
  const provider = createAtProvider({
    clock,
    remote: options.remote,
    serves: (id) => isForwarded(model.catalogue, id),
    wake: () => {
      wake();
      arm();
    },
    report,
  });
  /** A rehearsal ends in one go: what a provider would answer is left open. */
  const notAsked: Pick<AtProvider, 'serves' | 'read'> = {
    serves: provider.serves,
    read: ({ path }) => {
      throw new NotYetKnown(`What is at '${path}' is its provider's to say.`);
    },
  };
  const advancing: Advancing = {
    clock,
    performer,
    provider,
    operations: model.operations,
    get,
    save,
    scopeOf: (deployment) => {
      const around = surroundings(deployment, { ...deployment, template: deployment.source });
      return runtimeScope(deployment, around, performer, provider);
    },
  };

  const arm = (): void => {
    timer?.[Symbol.dispose]();
    if (!isOpen || due.size === 0) return;
    const next = Math.min(...due.values());
    if (next === Infinity) return;
    timer = clock.schedule(milliseconds(Math.max(1, next - clock.now())), work);
  };

  const work = (): void => {
    try {
      model.operations.settle();
    } catch (error) {
      report(error);
    }
    for (const [id, at] of [...due]) {
      if (at > clock.now()) continue;
      due.set(id, Infinity);
      try {
        const next = advance(id, advancing);
        if (next === undefined) due.delete(id);
        else
          due.set(id, Math.min(due.get(id) ?? next, Math.max(next, clock.now() + late * Number(next <= clock.now()))));
      } catch (error) {
        // No caller's fault: the disk is full, say.
        report(error);
        due.set(id, clock.now() + afterFailure);
      }
    }
    arm();
  };

  const begin = (id: string): void => {
    due.set(keyOf(id), clock.now());
    arm();
  };

  const require = (place: DeploymentPlace, name: string): Deployment => {
    if (place.resourceGroup !== undefined) model.groups.require(place.subscriptionId, place.resourceGroup);
    const found = table.get(deploymentKey(place, name));
    if (!found) throw deploymentNotFound(name);
    return found;
  };

  const accept = (request: DeploymentRequest): Deployment => {
    const { place } = request;
    if (place.resourceGroup !== undefined) model.groups.requireWritable(place.subscriptionId, place.resourceGroup);
    const deployment = acceptDeployment(request, clock, surroundings);
    preflight(deployment, {
      ...model,
      refuseWrite: (resource) => options.refuseWrite(request.caller, resource),
      refuseContent: contentJudge(deployment),
      foreseen: request.foreseen ?? [],
    });
    return deployment;
  };

  /** Judges what is known of the bodies already; the rest is judged when it is put. */
  const contentJudge = (deployment: Deployment) => {
    const scope = scopeBefore(deployment);
    return (resource: PlannedResource): ArmError | undefined => {
      const body = previewOf(resource, scope);
      return body && model.access.refuseContent(intendedOf(resource, body));
    };
  };

  /** Nothing is asked: what only the deployment can tell is not known yet. */
  const scopeBefore = (deployment: Deployment) => {
    const around = surroundings(deployment, { ...deployment, template: deployment.source });
    return runtimeScope(deployment, around, rehearsal.performer, notAsked, () => true);
  };

  const refuseActive = ({ place, name }: DeploymentRequest): void => {
    const before = table.get(deploymentKey(place, name));
    if (before && !isEnded(before)) throw deploymentActive(before.name, before.startTime);
  };

  /** Part of a transaction on the stage. */
  const tryOut = (deployment: Deployment): Rehearsed[] => {
    const rehearsed = rehearse(deployment, {
      now: () => clock.now(),
      performer: rehearsal.performer,
      operations: model.operations,
      finish: (operation) => model.resources.finish(operation),
      accept,
      isForwarded: provider.serves,
      scopeOf: (one, isUnknown) => {
        const around = surroundings(one, { ...one, template: one.source });
        return runtimeScope(one, around, rehearsal.performer, notAsked, isUnknown);
      },
      save: (one) => table.put(keyOf(one.id), one),
    });
    refuseFaults(deployment, rehearsed);
    return rehearsed;
  };

  const list = (place: DeploymentPlace): Deployment[] => table.within(`${keyOf(deploymentsPath(place))}/`);

  const forgetOldest = (place: DeploymentPlace): void => {
    const there = list(place);
    const ended = there.filter(isEnded).sort((one, other) => (one.startTime < other.startTime ? -1 : 1));
    for (const { id } of ended.slice(0, Math.max(0, there.length - remembered + 1))) table.remove(keyOf(id));
  };

  return {
    require,
    list,
    behindFrontDoor(request) {
      const deployment = acceptDeployment(request, clock, surroundings);
      const scope = scopeBefore(deployment);
      return deployment.resources
        .filter(({ condition, id }) => condition && provider.serves(id))
        .map((one) => {
          const { type, name, apiVersion, id } = one;
          return { ...(plain(bodyOf(one, scope, previewValue)) as Json), type, name, apiVersion, id };
        });
    },
    validate(request) {
      refuseActive(request);
      const deployment = accept(request);
      rehearsal.stage.run(() => tryOut(deployment));
      return deployment;
    },
    whatIf(request, format) {
      const deployment = accept(request);
      return rehearsal.stage.run(() => {
        const others = othersOf(deployment, scopePath(deployment), rehearsal.performer);
        return changesOf(deployment, tryOut(deployment), others, format);
      });
    },
    put(request) {
      refuseActive(request);
      const deployment = accept(request);
      const effect = get(deployment.id) ? 'updated' : 'created';
      if (effect === 'created') forgetOldest(request.place);
      save(deployment);
      begin(deployment.id);
      return { deployment, effect };
    },
    cancel(place, name) {
      const deployment = require(place, name);
      if (isEnded(deployment))
        throw new ArmError(
          409,
          'DeploymentCannotBeCancelled',
          `The deployment '${name}' cannot be cancelled because it is not active: its provisioning state is '${deployment.state}'.`,
        );
      save(close(deployment, 'Canceled', clock.now(), { fault: canceled() }));
      provider.forget(deployment.id);
      arm();
    },
    remove(place, name) {
      const found = table.get(deploymentKey(place, name));
      if (found && !isEnded(found)) throw deploymentActive(found.name, found.startTime);
      return found !== undefined && table.remove(keyOf(found.id));
    },
    forgetGroup(groupId) {
      for (const { id } of table.within(`${keyOf(groupId)}/`)) {
        table.remove(keyOf(id));
        provider.forget(id);
      }
      wake();
      arm();
    },
    start() {
      isOpen = true;
      for (const deployment of table.within('')) if (!isEnded(deployment)) due.set(keyOf(deployment.id), clock.now());
      arm();
    },
    close() {
      isOpen = false;
      provider.close();
      timer?.[Symbol.dispose]();
    },
  };
}
