import { maintenanceTasks } from '../../model/cluster.ts';
import { enumeration, type EnumerationIn } from '../schema/enumeration.ts';
import { always, only, since } from '../schema/field.ts';

const isToggle = ['Disabled', 'Enabled'];
const sinceNamed = since('2021-09-01-preview');

export const visibility = enumeration(
  'Visibility',
  'Visibility represents visibility.',
  ['Private', 'Public'],
  sinceNamed,
);

export const encryptionAtHost = enumeration(
  'EncryptionAtHost',
  'EncryptionAtHost represents encryption at host state',
  isToggle,
  sinceNamed,
);

export const fipsValidatedModules = enumeration(
  'FipsValidatedModules',
  'FipsValidatedModules determines if FIPS is used.',
  isToggle,
  sinceNamed,
);

export const softwareDefinedNetwork = enumeration(
  'SoftwareDefinedNetwork',
  'SoftwareDefinedNetwork constants.',
  ['OVNKubernetes', 'OpenShiftSDN'],
  sinceNamed,
);

export const outboundType = enumeration(
  'OutboundType',
  'The outbound routing strategy used to provide your cluster egress to the internet.',
  ['Loadbalancer', 'UserDefinedRouting'],
  sinceNamed,
);

export const preconfiguredNSG = enumeration(
  'PreconfiguredNSG',
  'PreconfiguredNSG represents whether customers want to use their own NSG attached to the subnets',
  isToggle,
  since('2023-11-22'),
);

export const identityType = enumeration(
  'ManagedServiceIdentityType',
  'Type of managed service identity (where both SystemAssigned and UserAssigned types are allowed).',
  ['None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned,UserAssigned'],
  sinceNamed,
);

export const maintenanceTask = enumeration(
  'MaintenanceTask',
  'MaintenanceTask is what the service does to a cluster for its administrators.',
  maintenanceTasks,
  always,
);

const hasAdminUpdating = since('2020-04-30');
const hasCanceled = since('2023-11-22');
const hasCancelled = only('2023-07-01-preview');

export const provisioningState: EnumerationIn = (version) => ({
  name: 'ProvisioningState',
  description: 'ProvisioningState represents a provisioning state.',
  values: [
    ...(hasAdminUpdating(version) ? ['AdminUpdating'] : []),
    ...(hasCanceled(version) ? ['Canceled'] : []),
    ...(hasCancelled(version) ? ['Cancelled'] : []),
    'Creating',
    'Deleting',
    'Failed',
    'Succeeded',
    'Updating',
  ],
  isNamed: hasCanceled(version),
});
