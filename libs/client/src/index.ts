export { type ArmClientOptions as RedHatOpenShiftClientOptions } from './arm-client.ts';
export * from './generated/index.ts';
export { type LongRunningOptions, type Poller } from './long-running.ts';
export { getContinuationToken } from './paging.ts';
