export { BrokerError } from './model/errors.ts';
export { type QueueStatus } from './model/namespace.ts';
export { type EmulatorTopology, type QueueDefinition, type ServiceBusTopology } from './model/topology.ts';
export { createServiceBusServer, type ServiceBusOptions, type ServiceBusServer } from './server.ts';
