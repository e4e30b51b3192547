import { defineVersion } from '../define-version.ts';
import { everyVersion } from '../rules/every-version.ts';

export const v20191231 = defineVersion({
  version: '2019-12-31-preview',
  rules: everyVersion,
  actions: new Set(['listCredentials']),
  serves: new Set(),
  hasOperationOrigin: false,
  listsInPages: false,
});
