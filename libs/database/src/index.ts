export type * from './documents.ts';
export { isStoreError, StoreError, type StoreErrorKind } from './errors.ts';
export type * from './feed.ts';
export * from './stores.ts';
