import { defineVersion } from '../define-version.ts';
import { v20191231 } from '../v2019-12-31-preview/version.ts';

export const v20200430 = defineVersion({
  ...v20191231.definition,
  version: '2020-04-30',
  hasOperationOrigin: true,
  listsInPages: true,
});
