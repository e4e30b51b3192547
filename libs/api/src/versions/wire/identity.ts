import { IsUserAssignedIdentityId, OpenShiftVersion } from '../rules/constraints.ts';
import { Definition } from '../schema/definition.ts';
import { always, MapOf, Text } from '../schema/field.ts';
import { identityType } from './enumerations.ts';

/** What the service or Azure says of an identity. */
const told = (description: string, format?: 'uuid') =>
  ({ access: 'read-only', marked: always, description, ...(format === undefined ? {} : { format }) }) as const;

@Definition('UserAssignedIdentity', 'User assigned identity properties')
export class UserAssignedIdentity {
  @Text(told('The principal ID of the assigned identity.', 'uuid'))
  principalId?: string;

  @Text(told('The client ID of the assigned identity.', 'uuid'))
  clientId?: string;
}

@Definition('ManagedServiceIdentity', 'Managed service identity (system assigned and/or user assigned identities)')
export class ManagedServiceIdentity {
  @Text(
    told(
      'The service principal ID of the system assigned identity. This property will only be provided for a system assigned identity.',
      'uuid',
    ),
  )
  principalId?: string;

  @Text(
    told(
      'The tenant ID of the system assigned identity. This property will only be provided for a system assigned identity.',
      'uuid',
    ),
  )
  tenantId?: string;

  @Text({ access: 'immutable', required: true, enumeration: identityType })
  type?: string;

  @MapOf(() => UserAssignedIdentity, {
    access: 'mutable',
    keys: 'ignoring-case',
    // There is exactly one, so that naming another one means to replace it.
    replaced: true,
    description: 'The set of user assigned identities associated with the resource, by their resource ids.',
  })
  userAssignedIdentities?: Record<string, UserAssignedIdentity>;
}

@Definition(
  'PlatformWorkloadIdentity',
  'PlatformWorkloadIdentity stores information representing a single workload identity.',
)
export class PlatformWorkloadIdentity {
  @Text({
    access: 'mutable',
    same: 'ignoring-case',
    required: true,
    description: 'The resource ID of the PlatformWorkloadIdentity resource',
  })
  @IsUserAssignedIdentityId()
  resourceId?: string;

  @Text(told('The ClientID of the PlatformWorkloadIdentity resource'))
  clientId?: string;

  @Text(told('The ObjectID of the PlatformWorkloadIdentity resource'))
  objectId?: string;
}

@Definition(
  'PlatformWorkloadIdentityProfile',
  'PlatformWorkloadIdentityProfile encapsulates all information that is specific to workload identity clusters.',
)
export class PlatformWorkloadIdentityProfile {
  @Text({
    access: 'mutable',
    description: 'UpgradeableTo stores a single OpenShift version a workload identity cluster can be upgraded to',
  })
  @OpenShiftVersion()
  upgradeableTo?: string;

  @MapOf(() => PlatformWorkloadIdentity, {
    access: 'mutable',
    keys: 'exact',
    about: 'resourceId',
    required: true,
    description: 'Dictionary of <PlatformWorkloadIdentity>',
  })
  platformWorkloadIdentities?: Record<string, PlatformWorkloadIdentity>;
}
