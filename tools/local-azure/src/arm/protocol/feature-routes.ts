import { type Features } from '../model/authorization/features.ts';
import { type LocalRoutes } from './routes.ts';

const features = '/subscriptions/:subscriptionId/providers/Microsoft.Features';
const one = `${features}/providers/:namespace/features/:name`;

/** Microsoft.Features: what a subscription has asked to be let into. A registration is finished when it is answered. */
export function featureRoutes({ list, get, set }: Features): LocalRoutes {
  return {
    [`${features}/features`]: {
      get: (_call, { subscriptionId = '' }) => ({ status: 200, body: { value: list(subscriptionId) } }),
    },
    [`${features}/providers/:namespace/features`]: {
      get: (_call, { subscriptionId = '', namespace }) => ({
        status: 200,
        body: { value: list(subscriptionId, namespace) },
      }),
    },
    [one]: {
      get: (_call, { subscriptionId = '', namespace = '', name = '' }) => ({
        status: 200,
        body: get(subscriptionId, namespace, name),
      }),
    },
    [`${one}/register`]: {
      post: (_call, { subscriptionId = '', namespace = '', name = '' }) => ({
        status: 200,
        body: set(subscriptionId, namespace, name, true),
      }),
    },
    [`${one}/unregister`]: {
      post: (_call, { subscriptionId = '', namespace = '', name = '' }) => ({
        status: 200,
        body: set(subscriptionId, namespace, name, false),
      }),
    },
  };
}
