import { defineVersion } from '../define-version.ts';
import { noBalancerWithOwnRoutes } from '../rules/egress-rules.ts';
import { v20230904 } from '../v2023-09-04/version.ts';

export const v20231122 = defineVersion({
  ...v20230904.definition,
  version: '2023-11-22',
  rules: [...v20230904.definition.rules, noBalancerWithOwnRoutes],
});
