import { defineVersion } from '../define-version.ts';
import { softwareDefinedNetwork } from '../rules/egress-rules.ts';
import { v20200430 } from '../v2020-04-30/version.ts';

export const v20210901 = defineVersion({
  ...v20200430.definition,
  version: '2021-09-01-preview',
  rules: [...v20200430.definition.rules, softwareDefinedNetwork],
  actions: new Set(['listCredentials', 'listAdminCredentials']),
});
