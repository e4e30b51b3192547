export * from './certificates/index.ts';
export * from './faults/index.ts';
export { type AdvanceableClock, createAdvanceableClock } from './host/clock.ts';
export * from './host/context.ts';
export { type LocalAzure, type LocalAzureOptions, startLocalAzure } from './host/local-azure.ts';
export { createTestContext, type TestContext, trust } from './host/testing.ts';
