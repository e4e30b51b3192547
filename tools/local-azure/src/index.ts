export * from './certificates/index.ts';
export * from './faults/index.ts';
export * from './host/context.ts';
export { type Handler, listen, type Listener, type ListenOptions } from './host/http.ts';
export { createTestContext, type TestContext, trust } from './host/testing.ts';
