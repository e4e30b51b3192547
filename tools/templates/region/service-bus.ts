import { queueDefinitions } from '@aro-rp/messaging';
import { type Expression, resourceId, text } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, identityId, types } from '../names.ts';
import { assign } from '../roles.ts';

/**
 * The namespace. Only Premium has private endpoints. It has one partition: with several, doubles are found by id and
 * partition key together.
 */
export const namespace = (name: Expression, location: Expression, tier: 'Premium' | 'Standard'): Resource => ({
  type: types.serviceBus,
  apiVersion: apiVersions.serviceBus,
  name,
  location,
  sku: { name: tier, tier, ...(tier === 'Premium' && { capacity: 1 }) },
  properties: {
    disableLocalAuth: true,
    minimumTlsVersion: '1.2',
    publicNetworkAccess: tier === 'Premium' ? 'Disabled' : 'Enabled',
    ...(tier === 'Premium' && { premiumMessagingPartitions: 1, zoneRedundant: true }),
  },
});

/** The queues, as `@aro-rp/messaging` defines them. */
export const queues = (name: Expression): Resource[] =>
  queueDefinitions.map((queue) => ({
    type: types.queue,
    apiVersion: apiVersions.serviceBus,
    name: text`${name}/${queue.name}`,
    dependsOn: [resourceId(types.serviceBus, name)],
    properties: { ...queue.properties },
  }));

/** The change feed sends and the backend receives, on these queues alone. */
export const queueRoles = (name: Expression): Resource[] =>
  queueDefinitions.flatMap((queue) => {
    const on = { type: types.queue, names: [name, queue.name] };
    const dependsOn = [resourceId(types.queue, name, queue.name)];
    return [
      assign({ role: 'serviceBusDataSender', to: identityId('change-feed'), on, dependsOn }),
      assign({ role: 'serviceBusDataReceiver', to: identityId('backend'), on, dependsOn }),
    ];
  });
