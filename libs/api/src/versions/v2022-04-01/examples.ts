import { parseResourceId, type ResourceId } from '../../ids/resource-id.ts';

/** A part of a body to lay over the example: objects are merged, all else replaces, `undefined` removes. */
export type Overrides = { readonly [member: string]: unknown };

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const network = `/subscriptions/${subscriptionId}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/vnet`;

export const exampleLocation = 'eastus';

export const exampleId: ResourceId = (() => {
  const path = `/subscriptions/${subscriptionId}/resourceGroups/clusters/providers/Microsoft.RedHatOpenShift/openShiftClusters/cluster`;
  const id = parseResourceId(path);
  if (id === undefined) throw new TypeError(`${path} is no cluster id`);
  return id;
})();

const isObject = (value: unknown): value is Overrides =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects are merged, all else replaces, `undefined` removes. */
export function overlay(base: Overrides, overrides: Overrides): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overrides)) {
    const before = result[name];
    if (value === undefined) delete result[name];
    else result[name] = isObject(value) && isObject(before) ? overlay(before, value) : value;
  }
  return result;
}

/**
 * The body of a PUT that creates a cluster under {@link exampleId} in {@link exampleLocation}: valid as it is. The
 * secrets in it are made up.
 */
export const exampleCluster = (overrides: Overrides = {}): Record<string, unknown> =>
  overlay(
    {
      location: exampleLocation,
      tags: { environment: 'test' },
      properties: {
        clusterProfile: {
          pullSecret: '{"auths":{"registry.example":{"auth":"ZXhhbXBsZTpleGFtcGxl"}}}',
          domain: 'cluster',
          version: '',
          resourceGroupId: `/subscriptions/${subscriptionId}/resourceGroups/aro-cluster`,
          fipsValidatedModules: 'Disabled',
        },
        servicePrincipalProfile: {
          clientId: '00000000-0000-4000-8000-00000000000a',
          clientSecret: 'example-client-secret',
        },
        networkProfile: { podCidr: '10.128.0.0/14', serviceCidr: '172.30.0.0/16' },
        masterProfile: {
          vmSize: 'Standard_D8s_v3',
          subnetId: `${network}/subnets/master`,
          encryptionAtHost: 'Disabled',
        },
        workerProfiles: [exampleWorkerProfile()],
        apiserverProfile: { visibility: 'Public' },
        ingressProfiles: [{ name: 'default', visibility: 'Public' }],
      },
    },
    overrides,
  );

/** The one worker profile of {@link exampleCluster}, for lists are replaced as a whole. */
export function exampleWorkerProfile(overrides: Overrides = {}): Record<string, unknown> {
  return overlay(
    {
      name: 'worker',
      vmSize: 'Standard_D4s_v3',
      diskSizeGB: 128,
      subnetId: `${network}/subnets/worker`,
      count: 3,
      encryptionAtHost: 'Disabled',
    },
    overrides,
  );
}

/** The body of a PATCH that is valid for the example: it changes the tags and the client secret. */
export const exampleUpdate = (overrides: Overrides = {}): Record<string, unknown> =>
  overlay(
    {
      tags: { environment: 'production' },
      properties: { servicePrincipalProfile: { clientSecret: 'another-example-client-secret' } },
    },
    overrides,
  );
