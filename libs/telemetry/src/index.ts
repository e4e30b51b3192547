export { type Log, type LogFields, silentLog } from './log.ts';
export { Secret } from './secret.ts';
