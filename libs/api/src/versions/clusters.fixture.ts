import fc from 'fast-check';
import {
  exampleClusterOf,
  exampleClusterWithIdentities,
  exampleId,
  exampleLocation,
  exampleWorkerProfile,
  type Overrides,
  sayable,
} from '../examples.ts';
import { type OpenShiftCluster } from '../model/cluster.ts';
import { type ApiVersion, type ClusterChange, type ClusterRequest } from './api-version.ts';
import { formatCidr, parseCidr } from './rules/cidr.ts';
import { masterVmSizes, type VmSize, workerVmSizes } from './rules/vm-sizes.ts';
import { vmSize } from './wire/vm-size.ts';

/** Requests through any version, and clusters that break none of its rules. */
export const requestsOf = (version: ApiVersion) => {
  const request = (of: Pick<ClusterRequest, 'method' | 'body'> & Partial<ClusterRequest>): ClusterChange =>
    version.apply({ id: exampleId, location: exampleLocation, ...of });
  return {
    create: (body: unknown) => request({ method: 'PUT', body }),
    put: (current: OpenShiftCluster, body: unknown) => request({ method: 'PUT', body, current }),
    patch: (current: OpenShiftCluster, body: unknown) => request({ method: 'PATCH', body, current }),
  };
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `b` laid over `a`; objects are merged. */
export function merged(a: Overrides, b: Overrides): Record<string, unknown> {
  const both = Object.entries(b).map(([key, value]) => {
    const before = a[key];
    return [key, isObject(value) && isObject(before) ? merged(before, value) : value];
  });
  return { ...a, ...(Object.fromEntries(both) as Overrides) };
}

const toggle = fc.constantFrom('Enabled', 'Disabled');
const name = fc.stringMatching(/^[a-z][a-z0-9]{1,12}$/);
export const someTags = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9 _.-]{1,20}$/), fc.string({ maxLength: 256 }), {
  minKeys: 1,
  maxKeys: 5,
});

const range = (prefix: number) =>
  fc
    .integer({ min: 1, max: 99 })
    .map((first) => formatCidr(parseCidr(`${first}.0.0.0/${prefix}`) ?? { first: 0, prefix, last: 0, address: 0 }));

/** The sizes of a role that the version's own list, if it is a closed one, has too. */
function sizesOf(version: string, role: ReadonlyMap<string, VmSize>) {
  const list = vmSize(version);
  const isAllowed = (size: string) => list === undefined || list.isOpen === true || list.values.includes(size);
  return fc.constantFrom(...[...role.keys()].filter(isAllowed));
}

/** Bodies of a create through a version that break no rule. */
export const validBodyOf = ({ version, shape }: ApiVersion): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record({
      tags: someTags,
      domain: name,
      group: name,
      fips: toggle,
      podCidr: range(14),
      serviceCidr: range(16),
      masterSize: sizesOf(version, masterVmSizes),
      workerSize: sizesOf(version, workerVmSizes),
      encryption: toggle,
      isPrivate: fc.boolean(),
      ownRoutes: fc.boolean(),
      addresses: fc.integer({ min: 1, max: 20 }),
      nsg: toggle,
      count: fc.integer({ min: 2, max: 50 }),
      identities: shape.named.has('identity') ? fc.boolean() : fc.constant(false),
    })
    .map((of) => {
      const visibility = of.isPrivate || of.ownRoutes ? 'Private' : 'Public';
      const own = (of.identities ? exampleClusterWithIdentities : exampleClusterOf)(version);
      const body = merged(own, {
        tags: of.tags,
        properties: {
          clusterProfile: {
            domain: of.domain,
            version: undefined,
            resourceGroupId: `/subscriptions/${exampleId.subscriptionId}/resourceGroups/aro-${of.group}`,
            fipsValidatedModules: of.fips,
          },
          networkProfile: {
            podCidr: of.podCidr,
            serviceCidr: of.serviceCidr,
            outboundType: of.ownRoutes ? 'UserDefinedRouting' : 'Loadbalancer',
            loadBalancerProfile: of.ownRoutes ? undefined : { managedOutboundIps: { count: of.addresses } },
            preconfiguredNSG: of.nsg,
          },
          masterProfile: { vmSize: of.masterSize, encryptionAtHost: of.encryption },
          workerProfiles: [
            exampleWorkerProfile({ vmSize: of.workerSize, count: of.count, encryptionAtHost: of.encryption }),
          ],
          apiserverProfile: { visibility },
          ingressProfiles: [{ name: 'default', visibility }],
        },
      });
      return JSON.parse(JSON.stringify(sayable(shape, body))) as Record<string, unknown>;
    });
