import { type RoleSetDocument, type VersionDocument } from '@aro-rp/database';
import { type OfferedType } from './resource.ts';

/** The versions that a cluster can be created with. */
export const openShiftVersions: OfferedType<VersionDocument> = {
  list: 'openShiftVersions',
  one: 'openShiftVersion',
  parameter: 'openShiftVersion',
  pattern: /^\d+\.\d+\.\d+/,
  example: '4.16.30',
  nameOf: ({ version }) => version,
  propertiesOf: ({ version }) => ({ version }),
};

/** The roles that the operators of a cluster with workload identities need, by minor version. */
export const roleSets: OfferedType<RoleSetDocument> = {
  list: 'platformWorkloadIdentityRoleSets',
  one: 'platformWorkloadIdentityRoleSet',
  parameter: 'openShiftMinorVersion',
  pattern: /^\d+\.\d+/,
  example: '4.16',
  nameOf: ({ openShiftVersion }) => openShiftVersion,
  propertiesOf: ({ openShiftVersion, platformWorkloadIdentityRoles }) => ({
    openShiftVersion,
    platformWorkloadIdentityRoles: platformWorkloadIdentityRoles.map(
      ({ operatorName, roleDefinitionName, roleDefinitionId }) => ({
        operatorName,
        roleDefinitionName,
        roleDefinitionId,
      }),
    ),
  }),
};
