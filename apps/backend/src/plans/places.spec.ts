import { clusterOf, resource } from '@aro-rp/testing';
import { placesOf } from './places.ts';

const network =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet';

function cluster(master: string, ...workers: string[]) {
  const { properties, ...rest } = clusterOf(resource('c1'));
  const [worker] = properties.workerProfiles;
  return {
    ...rest,
    properties: {
      ...properties,
      masterProfile: { ...properties.masterProfile, subnetId: master },
      workerProfiles: workers.flatMap((subnetId) => (worker ? [{ ...worker, subnetId }] : [])),
    },
  };
}

it('are the network and the two subnets, with their ids as the customer wrote them', () => {
  const places = placesOf(cluster(`${network}/subnets/Master`, `${network.toUpperCase()}/subnets/worker`));

  expect(places).toMatchObject({
    virtualNetworkId: network,
    masterSubnet: { id: `${network}/subnets/Master`, subnet: 'Master', resourceGroup: 'net' },
    workerSubnet: { id: `${network.toUpperCase()}/subnets/worker`, subnet: 'worker' },
  });
});

it.each([
  ['the master subnet is no id', cluster('x', `${network}/subnets/worker`), 'properties.masterProfile.subnetId'],
  [
    'the worker subnet is no id',
    cluster(`${network}/subnets/master`, network),
    'properties.workerProfiles[0].subnetId',
  ],
  ['there is no worker profile', cluster(`${network}/subnets/master`), 'properties.workerProfiles[0].subnetId'],
  [
    'they are in different networks',
    cluster(`${network}/subnets/master`, `${network}2/subnets/worker`),
    'properties.workerProfiles[0].subnetId',
  ],
])('are refused, with the wire path, when %s', (_, broken, target) => {
  expect(() => placesOf(broken)).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ code: 'InvalidParameter', target }) as unknown }),
  );
});
