import { defineVersion } from '../define-version.ts';
import { v20230401 } from '../v2023-04-01/version.ts';

export const v20230904 = defineVersion({
  ...v20230401.definition,
  version: '2023-09-04',
});
