export { type ImdsOptions, type MachineIdentity, type MachineMetadata } from './options.ts';
export { createImdsServer, type ImdsServer } from './server.ts';
