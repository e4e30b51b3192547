import { defineVersion } from '../define-version.ts';
import { privateWithOwnRoutes } from '../rules/egress-rules.ts';
import { v20220904 } from '../v2022-09-04/version.ts';

export const v20230401 = defineVersion({
  ...v20220904.definition,
  version: '2023-04-01',
  rules: [...v20220904.definition.rules, privateWithOwnRoutes],
});
