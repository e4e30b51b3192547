export type * from './certificates/index.ts';
export type * from './faults/index.ts';
export type * from './host/context.ts';
