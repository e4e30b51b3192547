import { resourceProvider } from '../../../entra/principals.ts';
import { redHatOpenShiftNamespace } from '../providers/red-hat-open-shift.ts';
import { type Permission } from './actions.ts';

/**
 * What a resource provider behind the front door may do with customers' resources, as its registration with Azure
 * Resource Manager says. These are no role assignments: nobody sees or removes them.
 */
export interface ProviderAuthorization {
  namespace: string;
  /** Its application, the same in every tenant. */
  applicationId: string;
  /** In each subscription in which the namespace is registered. */
  inSubscription: Permission;
  /** In each resource group that a resource of the namespace manages. */
  inManagedGroup: Permission;
}

const permission = (actions: string[]): Permission => ({
  actions,
  notActions: [],
  dataActions: [],
  notDataActions: [],
});

export const providerAuthorizations: readonly ProviderAuthorization[] = [
  {
    namespace: redHatOpenShiftNamespace,
    applicationId: resourceProvider.clientId,
    inSubscription: permission([
      'Microsoft.Resources/subscriptions/read',
      'Microsoft.Resources/subscriptions/locations/read',
      'Microsoft.Resources/subscriptions/providers/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
      'Microsoft.Authorization/*/read',
      'Microsoft.Features/*/read',
      'Microsoft.Compute/skus/read',
      'Microsoft.Compute/locations/*/read',
      'Microsoft.Network/locations/*/read',
      'Microsoft.Storage/locations/*/read',
      // A private zone of the cluster's name that the customer has linked already shows only in the whole subscription.
      'Microsoft.Network/privateDnsZones/read',
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks/read',
    ]),
    inManagedGroup: permission(['*']),
  },
];

/** What others must not do in a managed group, whatever their roles; but for principals with a role at the group itself. */
export const managedGroupDenial: Permission = {
  ...permission(['*/write', '*/delete', '*/action']),
  // What the customer may go on doing: pictures of disks, and subnets of the customer's that keep the cluster's group.
  notActions: [
    'Microsoft.Compute/disks/beginGetAccess/action',
    'Microsoft.Compute/disks/endGetAccess/action',
    'Microsoft.Compute/disks/write',
    'Microsoft.Compute/snapshots/beginGetAccess/action',
    'Microsoft.Compute/snapshots/delete',
    'Microsoft.Compute/snapshots/endGetAccess/action',
    'Microsoft.Compute/snapshots/write',
    'Microsoft.Network/networkInterfaces/effectiveRouteTable/action',
    'Microsoft.Network/networkSecurityGroups/join/action',
    'Microsoft.Resources/tags/*',
  ],
};
export const managedGroupDenialName = 'System deny assignment for a managed resource group';
