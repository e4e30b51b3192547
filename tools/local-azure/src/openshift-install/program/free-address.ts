import { type Azure } from './azure/azure.ts';
import { checkAddress, getVirtualNetwork } from './azure/facts.ts';
import { Failure, wrap } from './failure.ts';
import { holds, parseCidr } from './install-config/cidr.ts';
import { type InstallConfig } from './install-config/types.ts';

/** What the controller on the installing machine takes for the internal load balancer when nobody chooses. */
const usual = '10.0.0.100';
const guess = 'this error may be caused by lack of necessary permissions';

/**
 * An address for the internal load balancer in the network that is there (openshift/installer, pkg/asset/manifests/azure,
 * `getNextAvailableIP`); undefined when the network is yet to be made. @throws Failure
 */
export async function freeAddress({ platform, networking }: InstallConfig, azure: Azure): Promise<string | undefined> {
  const { virtualNetwork, networkResourceGroupName = '' } = platform.azure;
  if (virtualNetwork === undefined) return undefined;
  await wrap('failed to get azure virtual network', () =>
    getVirtualNetwork(azure, networkResourceGroupName, virtualNetwork),
  );
  const { available, availableIPAddresses = [] } = await wrap('failed to get azure ip availability', () =>
    checkAddress(azure, networkResourceGroupName, virtualNetwork, usual),
  );
  const ofMachines = (address: string) =>
    networking.machineNetwork.some(({ cidr }) => {
      const [range, one] = [parseCidr(cidr), parseCidr(`${address}/32`)];
      return range !== undefined && one !== undefined && holds(range, one.address);
    });
  if (available === true && ofMachines(usual)) return usual;
  if (availableIPAddresses.length === 0)
    throw new Failure(`failed to get an available IP in given virtual network for LB: ${guess}`);
  const found = availableIPAddresses.find(ofMachines);
  if (found === undefined)
    throw new Failure(`failed to get an IP that's available and in the given machine network: ${guess}`);
  return found;
}
