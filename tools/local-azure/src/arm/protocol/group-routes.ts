import { type Model } from '../model/index.ts';
import { type Json } from '../model/json.ts';
import { keyOf } from '../model/resource-id.ts';
import { showGroup, showInList } from '../model/show.ts';
import { type Call, jsonBody, queryOf, requireApiVersion } from './call.ts';
import { inGroup, parseFilter, parseTagFilter } from './filter.ts';
import { acceptedDelete } from './long-running.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

const readGroup = 'Microsoft.Resources/subscriptions/resourceGroups/read';

/** Resource groups, and the lists of everything in a group or a subscription. */
export function groupRoutes(model: Model, retryAfter: number): LocalRoutes {
  const { groups, resources } = model;
  const { rights } = model.authorization;

  const refuseContent = (id: string, name: string, body: Json): void => {
    const type = 'Microsoft.Resources/subscriptions/resourceGroups';
    const refusal = model.access.refuseContent({ id, name, type, body });
    if (refusal) throw refusal;
  };

  const list = (call: Call, subscriptionId: string, group: string | undefined) => {
    const found = resources
      .inSubscription(subscriptionId)
      .filter((resource) => resource.location !== undefined)
      .filter(inGroup(subscriptionId, group))
      .filter(parseFilter(queryOf(call, '$filter')))
      .filter(({ type, id }) => rights.may(call.caller, `${type}/read`, id));
    const expand = queryOf(call, '$expand');
    return {
      status: 200,
      body: page(
        call,
        found,
        ({ id }) => keyOf(id),
        (one) => showInList(one, expand),
      ),
    };
  };

  return {
    '/subscriptions/:subscriptionId/resourceGroups': {
      get: (call, { subscriptionId = '' }) => {
        const found = groups
          .list(subscriptionId)
          .filter(parseTagFilter(queryOf(call, '$filter')))
          .filter(({ id }) => rights.may(call.caller, readGroup, id));
        return { status: 200, body: page(call, found, ({ id }) => keyOf(id), showGroup) };
      },
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
        const body = jsonBody(call);
        refuseContent(call.path, name, body);
        const { group, effect } = groups.put(subscriptionId, name, body);
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
