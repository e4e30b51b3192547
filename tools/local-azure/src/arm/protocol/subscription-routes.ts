import { refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Json } from '../model/json.ts';
import { type ResourceProvider } from '../model/providers/provider.ts';
import { showSubscription } from '../model/show.ts';
import { type LocalRoutes } from './routes.ts';
import { page } from './paging.ts';

/** Subscriptions, tenants, locations, providers and their registration. */
export function subscriptionRoutes(model: Model, afterRegistration: () => void): LocalRoutes {
  const { subscriptions, registrations, catalogue, locations } = model;

  const provider = (namespace: string): ResourceProvider => {
    const found = catalogue.find(namespace);
    if (!found) throw refusals.invalidNamespace(namespace);
    return found;
  };

  const showProvider = (found: ResourceProvider, subscriptionId?: string): Json => {
    const places = locations.list().map((location) => location.displayName);
    const types = found.forwarded?.resourceTypes ?? found.types;
    return {
      ...(subscriptionId === undefined
        ? {}
        : {
            id: `/subscriptions/${subscriptionId}/providers/${found.namespace}`,
            registrationState: registrations.state(subscriptionId, found.namespace),
            registrationPolicy: 'RegistrationRequired',
          }),
      namespace: found.namespace,
      resourceTypes: types.map(({ name, apiVersions }) => ({
        resourceType: name,
        locations: name === 'operations' ? [] : places,
        apiVersions,
        capabilities: 'None',
      })),
    };
  };

  const byNamespace = (one: ResourceProvider) => one.namespace;
  const inOrder = () => [...catalogue.all()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));

  return {
    '/tenants': {
      get: (call) => {
        const { tid } = call.caller;
        return { status: 200, body: { value: [{ id: `/tenants/${tid}`, tenantId: tid, displayName: tid }] } };
      },
    },
    '/subscriptions': {
      get: (call) => ({
        status: 200,
        body: {
          value: subscriptions
            .list(call.caller.tid)
            .filter(({ id }) => model.authorization.rights.knows(call.caller, id))
            .map(showSubscription),
        },
      }),
    },
    '/subscriptions/:subscriptionId': {
      get: (_call, { subscriptionId = '' }) => ({
        status: 200,
        body: showSubscription(subscriptions.require(subscriptionId)),
      }),
    },
    '/subscriptions/:subscriptionId/locations': {
      get: (_call, { subscriptionId = '' }) => ({
        status: 200,
        body: {
          value: locations.list().map(({ name, displayName, pairedRegion, geography }) => ({
            id: `/subscriptions/${subscriptionId}/locations/${name}`,
            name,
            type: 'Region',
            displayName,
            regionalDisplayName: `(${geography}) ${displayName}`,
            metadata: {
              regionType: 'Physical',
              regionCategory: 'Recommended',
              geographyGroup: geography,
              physicalLocation: displayName,
              pairedRegion: [{ name: pairedRegion, id: `/subscriptions/${subscriptionId}/locations/${pairedRegion}` }],
            },
          })),
        },
      }),
    },
    '/providers': {
      get: (call) => ({ status: 200, body: page(call, inOrder(), byNamespace, (one) => showProvider(one)) }),
    },
    '/providers/:namespace': {
      get: (_call, { namespace = '' }) => ({ status: 200, body: showProvider(provider(namespace)) }),
    },
    '/subscriptions/:subscriptionId/providers': {
      get: (call, { subscriptionId = '' }) => ({
        status: 200,
        body: page(call, inOrder(), byNamespace, (one) => showProvider(one, subscriptionId)),
      }),
    },
    '/subscriptions/:subscriptionId/providers/:namespace': {
      get: (_call, { subscriptionId = '', namespace = '' }) => ({
        status: 200,
        body: showProvider(provider(namespace), subscriptionId),
      }),
    },
    '/subscriptions/:subscriptionId/providers/:namespace/register': {
      post: (_call, { subscriptionId = '', namespace = '' }) => {
        const found = provider(namespace);
        const change = registrations.register(subscriptionId, found);
        afterRegistration();
        return registrationAnswer(showProvider(found, subscriptionId), change);
      },
    },
    '/subscriptions/:subscriptionId/providers/:namespace/unregister': {
      post: (_call, { subscriptionId = '', namespace = '' }) => {
        const found = provider(namespace);
        const change = registrations.unregister(subscriptionId, found);
        afterRegistration();
        return registrationAnswer(showProvider(found, subscriptionId), change);
      },
    },
  };
}

const registrationAnswer = (body: Json, change: 'changed' | 'unchanged') => ({
  status: 200,
  body,
  effect: change === 'changed' ? ('updated' as const) : change,
  resourceId: String(body['id']),
});
