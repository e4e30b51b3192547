import { type ResourceProvider } from '../provider.ts';
import { namespaces } from './namespaces.ts';
import { withoutBroker } from './options.ts';
import { queues } from './queues.ts';

export { createServiceBusNamespaces, mayUseServiceBus } from './data-plane.ts';
export { checkNamespaceName, serviceBusApiVersions } from './names.ts';
export { type QueueCounts, type ServiceBusOptions } from './options.ts';

export const serviceBus = (options = withoutBroker): ResourceProvider => ({
  namespace: 'Microsoft.ServiceBus',
  types: [namespaces(options), queues(options)],
});
