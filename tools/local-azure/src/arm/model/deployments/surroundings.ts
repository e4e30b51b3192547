import { type Surroundings } from '../../template/scope.ts';
import { type Json } from '../json.ts';
import { type ResourceGroups } from '../resource-groups.ts';
import { showGroup, showSubscription } from '../show.ts';
import { type Subscriptions } from '../subscriptions.ts';
import { type DeploymentPlace } from './deployment.ts';

/** What `environment()` tells: the addresses of this cloud. */
export interface CloudAddresses {
  /** Of this Azure Resource Manager. */
  resourceManager: string;
  /** Of Entra ID. */
  authority: string;
}

export interface DeploymentInfo {
  name: string;
  location?: string;
  /** As sent. */
  template: Json;
}

/** What the functions of a template can know without asking anybody. */
export function surroundingsOf(
  place: DeploymentPlace,
  info: DeploymentInfo,
  subscriptions: Pick<Subscriptions, 'require'>,
  groups: Pick<ResourceGroups, 'require'>,
  cloud: CloudAddresses,
): Surroundings {
  const { subscriptionId, resourceGroup } = place;
  const group = resourceGroup === undefined ? undefined : groups.require(subscriptionId, resourceGroup);
  const { tenantId, displayName } = showSubscription(subscriptions.require(subscriptionId));
  const { $schema, contentVersion } = info.template;
  return {
    subscriptionId,
    ...(group === undefined ? {} : { resourceGroup: group.name, resourceGroupInfo: showGroup(group) }),
    subscription: { id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, displayName },
    environment: environmentOf(cloud),
    deployment: {
      name: info.name,
      ...(info.location === undefined ? {} : { location: info.location }),
      properties: { template: { $schema, contentVersion }, mode: 'Incremental', provisioningState: 'Accepted' },
    },
  };
}

const environmentOf = ({ resourceManager, authority }: CloudAddresses): Json => ({
  name: 'AzureCloud',
  resourceManager,
  authentication: { loginEndpoint: authority, audiences: [resourceManager], tenant: 'common', identityProvider: 'AAD' },
  suffixes: { acrLoginServer: '.azurecr.io', keyvaultDns: '.vault.azure.net', storage: 'core.windows.net' },
});
