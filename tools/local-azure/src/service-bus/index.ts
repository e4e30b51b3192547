export { BrokerError, serverBusy } from './model/errors.ts';
export { type QueueStatus } from './model/namespace.ts';
export { type EmulatorTopology, type QueueDefinition, type ServiceBusTopology } from './model/topology.ts';
export { type ServiceBusRight } from './protocol/broker.ts';
export { type NamespaceResource } from './resource.ts';
export { createServiceBusServer, type OpenNamespace, type ServiceBusOptions, type ServiceBusServer } from './server.ts';
