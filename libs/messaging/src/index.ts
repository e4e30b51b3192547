export { type ConnectionTimes, type ServiceBusConnection } from './connection.ts';
export { type DeadLetter, peekDeadLetters } from './dead-letters.ts';
export { BusError, type BusErrorKind, isBusError } from './errors.ts';
export * from './messages.ts';
export { createPublisher, type PublisherOptions } from './publisher.ts';
export {
  type EmulatorTopology,
  type QueueDefinition,
  queueDefinitions,
  redeliveredFor,
  toEmulatorTopology,
} from './queue-definitions.ts';
export { type MessageOutcome, subscribe, type SubscribeOptions } from './receiver.ts';
