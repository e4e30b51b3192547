import { exampleRunningCluster } from '../examples.ts';
import { versions } from '../versions/registry.ts';
import { exampleCluster, exampleId, exampleLocation } from '../versions/v2022-04-01/examples.ts';
import { reservationsOf } from './reservations.ts';

function clusterOf(resourceGroupId: string, clientId: string) {
  const version = versions.get('2022-04-01');
  const body = exampleCluster({
    properties: { clusterProfile: { resourceGroupId }, servicePrincipalProfile: { clientId } },
  });
  const change = version?.apply({ method: 'PUT', id: exampleId, body, location: exampleLocation });
  if (change === undefined) throw new TypeError('2022-04-01 is not registered');
  return change.cluster;
}

describe('reservationsOf', () => {
  const group = `/subscriptions/${exampleId.subscriptionId}/resourceGroups/Managed`;
  const client = '00000000-0000-4000-8000-00000000000B';

  it('names the managed resource group and the client id, both in lower case', () => {
    expect(reservationsOf(clusterOf(group, client))).toEqual([
      { kind: 'managed-resource-group', value: group.toLowerCase() },
      { kind: 'client-id', value: client.toLowerCase() },
    ]);
  });

  it('names the managed identity of a cluster that has one', () => {
    const cluster = exampleRunningCluster({ identities: true });
    const [identity = ''] = Object.keys(cluster.identity?.userAssignedIdentities ?? {});

    expect(reservationsOf(cluster)).toContainEqual({ kind: 'client-id', value: identity.toLowerCase() });
  });

  it('names no client id when the cluster has none', () => {
    const { servicePrincipalProfile: _gone, ...properties } = clusterOf(group, client).properties;

    expect(reservationsOf({ ...clusterOf(group, client), properties }).map(({ kind }) => kind)).toEqual([
      'managed-resource-group',
    ]);
  });
});
