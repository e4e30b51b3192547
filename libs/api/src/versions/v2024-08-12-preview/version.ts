import { defineVersion } from '../define-version.ts';
import { oneClusterIdentity, oneKindOfIdentity, workloadIdentities } from '../rules/identity-rules.ts';
import { v20231122 } from '../v2023-11-22/version.ts';

export const v20240812 = defineVersion({
  ...v20231122.definition,
  version: '2024-08-12-preview',
  rules: [...v20231122.definition.rules, oneKindOfIdentity, oneClusterIdentity, workloadIdentities],
  serves: new Set([
    'openShiftVersions',
    'openShiftVersion',
    'platformWorkloadIdentityRoleSets',
    'platformWorkloadIdentityRoleSet',
  ]),
});
