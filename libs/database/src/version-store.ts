import { type WritePath } from './batch.ts';
import { catalogueStore } from './catalogue-store.ts';
import { type VersionDocument } from './documents.ts';
import { type VersionStore } from './stores.ts';

export const versionStore = (path: WritePath): VersionStore =>
  catalogueStore<VersionDocument>(path, { type: 'openshift-version', name: 'put-version', key: 'version' });
