import { randomUUID } from 'node:crypto';
import { type Reply } from './client.ts';

export const location = 'eastus';
export const apiVersion = '2022-04-01';
const namespace = 'Microsoft.RedHatOpenShift';

export const subscriptionPath = (subscription: string): string => `/subscriptions/${subscription}?api-version=2.0`;

export interface ClusterPlace {
  subscription: string;
  group?: string;
  name?: string;
}

export const clusterId = ({ subscription, group = 'group', name = 'cluster' }: ClusterPlace): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/${namespace}/openShiftClusters/${name}`;
export const clusterPath = (place: ClusterPlace): string => `${clusterId(place)}?api-version=${apiVersion}`;
export const groupPath = ({ subscription, group = 'group' }: ClusterPlace): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/${namespace}/openShiftClusters?api-version=${apiVersion}`;
export const listPath = (subscription: string): string =>
  `/subscriptions/${subscription}/providers/${namespace}/openShiftClusters?api-version=${apiVersion}`;
export const operationPath = (
  subscription: string,
  kind: 'operationsstatus' | 'operationresults',
  id: string,
): string =>
  `/subscriptions/${subscription}/providers/${namespace}/locations/${location}/${kind}/${id}?api-version=${apiVersion}`;

export const clientSecret = 'a-made-up-client-secret';
export const pullSecret = '{"auths":{"registry.example":{"auth":"bWFkZTp1cA=="}}}';

/** A body that creates a cluster at the place; names that must be unique in a subscription are new in each. */
export function clusterBody({ subscription, name = 'cluster' }: ClusterPlace): ReturnType<typeof bodyOf> {
  return bodyOf(subscription, name);
}

function bodyOf(subscription: string, name: string) {
  const network = `/subscriptions/${subscription}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/vnet`;
  return {
    location,
    tags: { environment: 'test' } as Record<string, string>,
    properties: {
      clusterProfile: {
        pullSecret,
        domain: name.toLowerCase(),
        resourceGroupId: `/subscriptions/${subscription}/resourceGroups/aro-${name}`,
      },
      servicePrincipalProfile: { clientId: randomUUID(), clientSecret },
      networkProfile: { podCidr: '10.128.0.0/14', serviceCidr: '172.30.0.0/16' },
      masterProfile: { vmSize: 'Standard_D8s_v3', subnetId: `${network}/subnets/master` },
      workerProfiles: [
        {
          name: 'worker',
          vmSize: 'Standard_D4s_v3',
          diskSizeGB: 128,
          subnetId: `${network}/subnets/worker`,
          count: 3,
        },
      ],
      apiserverProfile: { visibility: 'Public' },
      ingressProfiles: [{ name: 'default', visibility: 'Public' }],
    },
  };
}

/** Status and code of a refusal in one text: `400 InvalidParameter location`. */
export function refusal({ status, json }: Reply): string {
  const { code, target } = (json?.error ?? {}) as { code?: string; target?: string };
  return [status, code, target].filter((part) => part !== undefined).join(' ');
}
