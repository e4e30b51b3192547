import { type OpenShiftCluster } from './model/cluster.ts';
import { versions } from './versions/registry.ts';
import { type Shape } from './versions/schema/shape.ts';
import {
  exampleCluster,
  exampleId,
  exampleLocation,
  exampleWorkerProfile,
  type Overrides,
  overlay,
} from './versions/v2022-04-01/examples.ts';

export {
  exampleCluster,
  exampleId,
  exampleLocation,
  exampleUpdate,
  exampleWorkerProfile,
  type Overrides,
} from './versions/v2022-04-01/examples.ts';

const identityIn = (name: string) =>
  `/subscriptions/${exampleId.subscriptionId}/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

/** What newer versions and previews add to the example. */
const newer: Overrides = {
  properties: {
    networkProfile: {
      softwareDefinedNetwork: 'OVNKubernetes',
      outboundType: 'Loadbalancer',
      loadBalancerProfile: { managedOutboundIps: { count: 1 } },
      preconfiguredNSG: 'Disabled',
    },
  },
};

/** The members of a body that a shape has. */
export function sayable(shape: Shape, body: Overrides): Record<string, unknown> {
  const entries = Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
    const member = shape.named.get(name);
    if (member === undefined || value === undefined) return [];
    if (member.kind === 'object') return [[name, sayable(member.of, value as Overrides)]];
    if (member.kind === 'list') return [[name, (value as Overrides[]).map((each) => sayable(member.of, each))]];
    return [[name, value]];
  });
  return Object.fromEntries(entries);
}

function shapeOf(version: string): Shape {
  const found = versions.get(version);
  if (found === undefined) throw new TypeError(`there is no API version ${version}`);
  return found.shape;
}

/**
 * The body of a PUT that creates a cluster through an API version, with every member that it has: valid as it is, with a
 * service principal. @throws TypeError when there is no such version
 */
export const exampleClusterOf = (version: string, overrides: Overrides = {}): Record<string, unknown> =>
  overlay(sayable(shapeOf(version), overlay(exampleCluster(), newer)), overrides);

/** As {@link exampleClusterOf}, with managed identities; of a version that has them. */
export function exampleClusterWithIdentities(version: string, overrides: Overrides = {}): Record<string, unknown> {
  const identities = {
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identityIn('cluster')]: {} } },
    properties: {
      servicePrincipalProfile: undefined,
      platformWorkloadIdentityProfile: {
        platformWorkloadIdentities: {
          'file-csi-driver': { resourceId: identityIn('file-csi-driver') },
          'cloud-controller-manager': { resourceId: identityIn('cloud-controller-manager') },
        },
      },
    },
  };
  return overlay(exampleClusterOf(version, identities), overrides);
}

/**
 * The example as it is stored once it runs: what the service sets is there, whatever version made it. With identities,
 * it has those in place of a service principal.
 */
export function exampleRunningCluster({ identities = false } = {}): OpenShiftCluster {
  const newest = [...versions.values()].at(-1);
  if (newest === undefined) throw new TypeError('there is no API version');
  const body = (identities ? exampleClusterWithIdentities : exampleClusterOf)(newest.version);
  const { cluster } = newest.apply({
    method: 'PUT',
    id: exampleId,
    location: exampleLocation,
    body,
    systemData: {
      createdBy: 'user@example.com',
      createdByType: 'User',
      createdAt: '2026-01-01T00:00:00.0000000Z',
      lastModifiedBy: 'user@example.com',
      lastModifiedByType: 'User',
      lastModifiedAt: '2026-01-01T00:00:00.0000000Z',
    },
  });
  const told = {
    properties: {
      provisioningState: 'Succeeded',
      clusterProfile: {
        version: '4.16.30',
        ...(identities ? { oidcIssuer: 'https://issuer.example/00000000-0000-4000-8000-000000000001' } : {}),
      },
      consoleProfile: { url: 'https://console-openshift-console.apps.cluster.eastus.example/' },
      networkProfile: {
        loadBalancerProfile: {
          effectiveOutboundIps: [
            {
              id: `${cluster.properties.clusterProfile.resourceGroupId}/providers/Microsoft.Network/publicIPAddresses/outbound`,
            },
          ],
        },
      },
      workerProfilesStatus: [exampleWorkerProfile({ name: 'cluster-x7k2p-worker-eastus1' })],
      apiserverProfile: { url: 'https://api.cluster.eastus.example:6443/', ip: '192.0.2.1' },
      ingressProfiles: cluster.properties.ingressProfiles.map((profile) => ({ ...profile, ip: '192.0.2.2' })),
    },
  };
  return overlay(cluster as unknown as Overrides, told) as unknown as OpenShiftCluster;
}
