import { defineVersion } from '../define-version.ts';
import { managedAddressesOnly, noBalancerWithOwnRoutes } from '../rules/egress-rules.ts';
import { v20230401 } from '../v2023-04-01/version.ts';

export const v20230701 = defineVersion({
  ...v20230401.definition,
  version: '2023-07-01-preview',
  rules: [...v20230401.definition.rules, noBalancerWithOwnRoutes, managedAddressesOnly],
});
