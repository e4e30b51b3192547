export { type ActivityRecord, type Effect, type RequestFilter } from './activity-log.ts';
export { type ArmOptions } from './options.ts';
export { type DnsPlace } from './seed.ts';
export { type ArmServer, createArmServer } from './server.ts';
export { ArmError } from './model/errors.ts';
