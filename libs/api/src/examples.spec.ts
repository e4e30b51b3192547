import {
  exampleClusterOf,
  exampleClusterWithIdentities,
  exampleId,
  exampleLocation,
  exampleRunningCluster,
} from './examples.ts';
import { versions } from './versions/registry.ts';
import { type Shape } from './versions/schema/shape.ts';

const place = { id: exampleId, location: exampleLocation };

/** What no example has: secrets, what is refused, and what few clusters have. */
const neverSaid = [
  'identity.principalId',
  'identity.tenantId',
  'properties.clusterProfile.pullSecret',
  'properties.servicePrincipalProfile.clientSecret',
  'properties.platformWorkloadIdentityProfile.upgradeableTo',
  'properties.networkProfile.loadBalancerProfile.outboundIps',
  'properties.networkProfile.loadBalancerProfile.outboundIpPrefixes',
  'properties.networkProfile.loadBalancerProfile.allocatedOutboundPorts',
  'properties.masterProfile.diskEncryptionSetId',
].sort();

const pathsOf = (shape: Shape, path = ''): string[] =>
  shape.members.flatMap((member) => {
    const wire = path === '' ? member.wire : `${path}.${member.wire}`;
    return member.kind === 'object' ? [wire, ...pathsOf(member.of, wire)] : [wire];
  });

/** The paths of the version that the wire form lacks, sorted. */
const absentFrom = (wire: Record<string, unknown>, shape: Shape): string[] =>
  pathsOf(shape)
    .filter(
      (path) =>
        path.split('.').reduce((at: unknown, name) => (at as typeof wire | undefined)?.[name], wire) === undefined,
    )
    .sort();

describe.each([...versions.values()])('the examples of $version', ({ version, shape, apply, toExternal }) => {
  it('are valid as they are', () => {
    const { cluster } = apply({ ...place, method: 'PUT', body: exampleClusterOf(version) });

    expect(cluster.properties.provisioningState).toBe('Creating');
  });

  it('say everything that the version has of a running cluster', () => {
    const clusters = [exampleRunningCluster(), exampleRunningCluster({ identities: true })];
    const unsaid = clusters.map((cluster) => new Set(absentFrom(toExternal(cluster), shape)));

    expect(
      absentFrom(toExternal(exampleRunningCluster()), shape).filter((path) => unsaid.every((set) => set.has(path))),
    ).toEqual(neverSaid.filter((path) => pathsOf(shape).includes(path)));
  });
});

it.each([...versions.values()].filter(({ shape }) => shape.named.has('identity')))(
  'there are examples with identities of $version',
  ({ version, apply }) => {
    const { cluster } = apply({ ...place, method: 'PUT', body: exampleClusterWithIdentities(version) });

    expect(Object.keys(cluster.identity?.userAssignedIdentities ?? {})).toHaveLength(1);
    expect(
      Object.keys(cluster.properties.platformWorkloadIdentityProfile?.platformWorkloadIdentities ?? {}),
    ).toHaveLength(2);
  },
);

it('says so when there is no such version', () => {
  expect(() => exampleClusterOf('1999-01-01')).toThrow(TypeError);
});
