import { type Clock, type Duration, milliseconds, seconds } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { type Access } from './access.ts';
import { type Authorization, createAuthorization } from './authorization/index.ts';
import { createGroupDeletion, type ForwardedDeletions } from './group-deletion.ts';
import { createLocations, type Locations } from './locations.ts';
import { createOperations, type Operation, type Operations } from './operations.ts';
import { createProviderCatalogue, findType, type ProviderCatalogue, type ProviderOptions } from './providers/index.ts';
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
  authorization: Authorization;
  /** {@link Authorization.access}. */
  access: Access;
}

export interface ModelOptions {
  location: string;
  operationDuration: Duration;
  pollInterval: Duration;
  providers: ProviderOptions;
  forwardedDeletions: ForwardedDeletions;
  /** Object ids that may do everything everywhere; none unless told. */
  owners?: readonly string[];
  /** How long a role assignment takes to spread, until `authorization` is told otherwise; 5 s unless told. */
  roleAssignmentDelay?: Duration;
  /** Whether a tenant's directory has the principal; all do unless told. */
  principalExists?(tenantId: string, principalId: string): boolean;
  /** A group was deleted, with all that was in it. Part of that transaction. */
  groupDeleted(groupId: string): void;
  /** Absolute, for the messages that name a running operation. */
  operationUrl(operation: Operation): string;
  /** Told of an error that no caller caused. */
  report(error: unknown): void;
}

/** Until it is looked again whether what stands in for a resource is up, or gone. */
const untilReady = milliseconds(20);

export function createModel(store: Store, clock: Clock, options: ModelOptions): Model {
  const locations = createLocations(options.location);
  const catalogue = createProviderCatalogue(options.providers);
  const subscriptions = createSubscriptions(store);
  const groups = createResourceGroups(store, locations, () => operations);
  const { owners = [], principalExists, roleAssignmentDelay = seconds(5) } = options;
  const authorization = createAuthorization({
    store,
    clock,
    owners,
    assignmentDelay: roleAssignmentDelay,
    ...(principalExists === undefined ? {} : { principalExists }),
    findGroup: groups.find,
    isRegistered(subscriptionId, namespace) {
      const state = registrations.state(subscriptionId, namespace);
      return state === 'Registered' || state === 'Registering';
    },
  });
  const { access } = authorization;
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
  const isReady = ({ work, namespace = '' }: Operation): boolean => {
    const resource = resources.view.get(work.resourceId);
    const provider = catalogue.find(namespace);
    if (!resource || !provider) return true;
    const type = findType(provider, resource.type.slice(namespace.length + 1));
    if (work.kind === 'delete') return type?.lingers?.(resource, resources.view) !== true;
    return type?.isReady?.(resource) ?? true;
  };
  const operations: Operations = createOperations(
    store,
    clock,
    options.operationDuration,
    (operation) => {
      if (operation.work.kind === 'delete-group') {
        const outcome = deleteGroup(operation);
        if ('done' in outcome) {
          access.forget(operation.work.resourceId);
          options.groupDeleted(operation.work.resourceId);
        }
        return outcome;
      }
      return isReady(operation) ? resources.finish(operation) : { again: untilReady };
    },
    options.report,
  );
  return { locations, catalogue, subscriptions, registrations, groups, resources, operations, authorization, access };
}
