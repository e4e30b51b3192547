import { type Model } from '../model/index.ts';
import { keyOf } from '../model/resource-id.ts';
import { showGroup, showInList } from '../model/show.ts';
import { type Call, jsonBody, queryOf, requireApiVersion } from './call.ts';
import { inGroup, parseFilter } from './filter.ts';
import { acceptedDelete } from './long-running.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

/** Resource groups, and the lists of everything in a group or a subscription. */
export function groupRoutes(model: Model, retryAfter: number): LocalRoutes {
  const { groups, resources } = model;

  const list = (call: Call, subscriptionId: string, group: string | undefined) => {
    const found = resources
      .inSubscription(subscriptionId)
      .filter((resource) => resource.location !== undefined)
      .filter(inGroup(subscriptionId, group))
      .filter(parseFilter(queryOf(call, '$filter')));
    return { status: 200, body: page(call, found, ({ id }) => keyOf(id), showInList) };
  };

  return {
    '/subscriptions/:subscriptionId/resourceGroups': {
      get: (call, { subscriptionId = '' }) => ({
        status: 200,
        body: page(call, groups.list(subscriptionId), ({ id }) => keyOf(id), showGroup),
      }),
    },
    '/subscriptions/:subscriptionId/resources': {
      get: (call, { subscriptionId = '' }) => list(call, subscriptionId, undefined),
    },
    '/subscriptions/:subscriptionId/resourceGroups/:group/resources': {
      get: (call, { subscriptionId = '', group = '' }) => {
        groups.require(subscriptionId, group);
        return list(call, subscriptionId, group);
      },
    },
    '/subscriptions/:subscriptionId/resourceGroups/:group': {
      get: (_call, { subscriptionId = '', group = '' }) => ({
        status: 200,
        body: showGroup(groups.require(subscriptionId, group)),
      }),
      head: (_call, { subscriptionId = '', group = '' }) => {
        groups.require(subscriptionId, group);
        return { status: 204 };
      },
      put: (call, { subscriptionId = '', group: name = '' }) => {
        const { group, effect } = groups.put(subscriptionId, name, jsonBody(call));
        return { status: effect === 'created' ? 201 : 200, body: showGroup(group), effect, resourceId: group.id };
      },
      patch: (call, { subscriptionId = '', group: name = '' }) => {
        const { group, effect } = groups.patch(subscriptionId, name, jsonBody(call));
        return { status: 200, body: showGroup(group), effect, resourceId: group.id };
      },
      delete: (call, { subscriptionId = '', group = '' }) => {
        const { operation, effect } = groups.beginDelete(subscriptionId, group, requireApiVersion(call));
        return {
          ...acceptedDelete(call.origin, operation, retryAfter),
          effect,
          resourceId: operation.work.resourceId,
        };
      },
    },
  };
}
