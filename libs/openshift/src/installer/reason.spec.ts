import { refusals, told } from '../testing/refusals.ts';
import { reasonOf } from './reason.ts';

const ofNetwork = 'platform.azure.virtualNetwork: Invalid value: "vnet": failed to get virtual network vnet: ';

it.each<[keyof typeof refusals, string]>([
  [
    'cidr',
    'platform.azure.controlPlaneSubnet: Invalid value: "master": subnet 10.9.0.0 address prefix is outside of the specified machine networks',
  ],
  ['missingSize', 'controlPlane.platform.azure.type: Invalid value: "Standard_D8s_v5": not found in region eastus'],
  ['deniedByAzcore', `${ofNetwork}${told.denied}`],
  [
    'wrongSecret',
    `[${ofNetwork}network.VirtualNetworksClient#Get: Failure sending request: StatusCode=0 -- Original Error: ${told.wrongSecret}`,
  ],
])('tells %s in one line, without what it is wrapped in', (refusal, reason) => {
  expect(reasonOf(refusals[refusal])).toBe(reason);
});

it('tells all lines as one when no answer is among them', () => {
  expect(reasonOf('failed to fetch X: one:\n  two\n\nthree')).toBe('one: two three');
});
