import { defineVersion } from '../define-version.ts';
import { v20220401 } from '../v2022-04-01/version.ts';

export const v20220904 = defineVersion({
  ...v20220401.definition,
  version: '2022-09-04',
  serves: new Set(['openShiftVersions']),
});
