import { type Clock, type Duration } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { type Access, openAccess } from './access.ts';
import { createGroupDeletion, type ForwardedDeletions } from './group-deletion.ts';
import { createLocations, type Locations } from './locations.ts';
import { createOperations, type Operation, type Operations } from './operations.ts';
import { createProviderCatalogue, type ProviderCatalogue, type ProviderOptions } from './providers/index.ts';
import { createRegistrations, type Registrations } from './registrations.ts';
import { createResourceGroups, type ResourceGroups } from './resource-groups.ts';
import { createResources, type Resources } from './resources.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

/** Everything that Azure Resource Manager knows and does, without its sockets. */
export interface Model {
  locations: Locations;
  catalogue: ProviderCatalogue;
  subscriptions: Subscriptions;
  registrations: Registrations;
  groups: ResourceGroups;
  resources: Resources;
  operations: Operations;
  access: Access;
}

export interface ModelOptions {
  location: string;
  operationDuration: Duration;
  pollInterval: Duration;
  providers: ProviderOptions;
  forwardedDeletions: ForwardedDeletions;
  /** A group was deleted, with all that was in it. Part of that transaction. */
  groupDeleted(groupId: string): void;
  /** Absolute, for the messages that name a running operation. */
  operationUrl(operation: Operation): string;
  /** Told of an error that no caller caused. */
  report(error: unknown): void;
}

export function createModel(store: Store, clock: Clock, options: ModelOptions): Model {
  const locations = createLocations(options.location);
  const catalogue = createProviderCatalogue(options.providers);
  const subscriptions = createSubscriptions(store);
  const groups = createResourceGroups(store, locations, () => operations);
  const access: Access = openAccess;
  const resources = createResources(
    store,
    clock,
    locations,
    groups,
    () => operations,
    options.operationUrl,
    () => access,
  );
  const registrations = createRegistrations(store, clock, resources);
  const deleteGroup = createGroupDeletion(
    clock,
    catalogue,
    groups,
    resources,
    options.forwardedDeletions,
    options.pollInterval,
  );
  const operations: Operations = createOperations(
    store,
    clock,
    options.operationDuration,
    (operation) => {
      if (operation.work.kind === 'delete-group') {
        const outcome = deleteGroup(operation);
        if ('done' in outcome) options.groupDeleted(operation.work.resourceId);
        return outcome;
      }
      return resources.finish(operation);
    },
    options.report,
  );
  return { locations, catalogue, subscriptions, registrations, groups, resources, operations, access };
}
