export { type ImdsOptions, type MachineIdentity, type MachineMetadata } from './options.ts';
export { type ScheduledEvent, type ScheduledEvents } from './scheduled-events.ts';
export { createImdsServer, type ImdsServer } from './server.ts';
