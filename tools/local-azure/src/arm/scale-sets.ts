import { type Clock } from '@aro-rp/time';
import { type Model } from './model/index.ts';
import { findType } from './model/providers/index.ts';
import { type OtherChange } from './model/providers/provider.ts';
import { type Hardware, type HardwareSlot } from './model/providers/compute/scale-sets/hardware.ts';
import { instancesOf, letGo, makeInstances } from './model/providers/compute/scale-sets/instances.ts';
import { profileOf } from './model/providers/compute/scale-sets/model.ts';
import { scaleSetIdOf } from './model/providers/compute/scale-sets/names.ts';
import { stayingOf } from './model/providers/compute/scale-sets/scale-set.ts';
import { type Json } from './model/json.ts';
import { showResource } from './model/show.ts';
import { type Store } from './store.ts';

/** What whoever runs the machines of scale sets does with Azure Resource Manager. Each change is on the disk when it returns. */
export interface ScaleSets {
  /** From now on instances get their notice before they go, and `gone` says when they are. @throws Error when there is one */
  attach(hardware: Hardware): Disposable;
  /** The instance, whose termination was announced, has ended. */
  gone(instanceId: string): void;
  /** Replaces an instance that is not well (automatic instance repairs): another one is made, and this one goes. */
  replace(instanceId: string): void;
  /** What GET shows of any resource; undefined when it is absent or behind the front door. */
  shown(id: string): Json | undefined;
}

export function createScaleSets(store: Store, model: Model, clock: Clock, hardware: HardwareSlot): ScaleSets {
  const { resources, operations, catalogue } = model;
  const { view } = resources;

  const goneInTransaction = (id: string): void => {
    const instance = view.get(id);
    if (!instance) return;
    const running = instance.operationId === undefined ? undefined : operations.get(instance.operationId);
    // A deletion of the instance itself ends by its own operation.
    if (running?.status === 'InProgress')
      resources.track({ ...instance, properties: { ...instance.properties, gone: true } });
    else resources.erase(id);
  };

  const replaceInTransaction = (id: string): void => {
    const instance = view.get(id);
    const set = view.get(scaleSetIdOf(id));
    if (!instance || !set || instance.properties['termination'] !== undefined) return;
    if (set.provisioningState !== 'Succeeded') return;
    const others = stayingOf(instancesOf(view, set.id)).filter((one) => one.id !== instance.id);
    const next = Number(set.properties['nextInstance'] ?? 0);
    const { id: setId, name, location = '', envelope } = set;
    const made = { id: setId, name, location, envelope, profile: profileOf(set) };
    const changes: OtherChange[] = [
      ...makeInstances(view, made, others, [String(next)]),
      ...letGo([instance], hardware.current() !== undefined, clock.now()),
    ];
    resources.track({ ...set, properties: { ...set.properties, nextInstance: next + 1 } });
    resources.apply(changes);
  };

  return {
    attach: (given) => hardware.attach(given),
    gone: (id) => store.transaction(() => goneInTransaction(id)),
    replace: (id) => store.transaction(() => replaceInTransaction(id)),
    shown(id) {
      const found = view.get(id);
      const [namespace = '', ...type] = (found?.type ?? '').split('/');
      const provider = catalogue.find(namespace);
      const served = provider && findType(provider, type.join('/'));
      return found && served && showResource(found, served, view);
    },
  };
}
