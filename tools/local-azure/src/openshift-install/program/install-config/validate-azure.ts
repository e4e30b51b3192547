import { type Azure } from '../azure/azure.ts';
import {
  createSizes,
  getImageGeneration,
  getSubnetRange,
  getVirtualNetwork,
  listLocations,
  listResourceRegions,
} from '../azure/facts.ts';
import { Failure } from '../failure.ts';
import { quote } from '../go-text.ts';
import { holds, parseCidr } from './cidr.ts';
import { createFieldErrors, type FieldErrors } from './field-errors.ts';
import { validateImage, validateSize } from './validate-machines.ts';
import { type InstallConfig } from './types.ts';
import { resolvePools } from '../machines/pools.ts';

/** What only Azure can tell (openshift/installer, pkg/asset/installconfig/azure/validation.go). @throws Failure */
export async function validateAgainstAzure(config: InstallConfig, azure: Azure): Promise<void> {
  const errors = createFieldErrors();
  const { region } = config.platform.azure;
  await validateNetworks(config, azure, errors);
  await validateRegion(region, azure, errors);
  const pools = resolvePools(config);
  const sizeOf = createSizes(azure, region);
  for (const pool of pools) await validateSize(pool, await attempt(() => sizeOf(pool.machines.type)), errors);
  for (const pool of pools) {
    const { osImage, type } = pool.machines;
    if (osImage === undefined) continue;
    const generation = await attempt(() => getImageGeneration(azure, region, osImage));
    validateImage(pool, generation, await attempt(() => sizeOf(type)), errors);
  }
  errors.throwIfAny();
}

/** The result, or what was said against it. @throws what is no {@link Failure} */
export async function attempt<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function validateNetworks({ platform, networking }: InstallConfig, azure: Azure, errors: FieldErrors) {
  const { virtualNetwork, networkResourceGroupName = '', computeSubnet = '', controlPlaneSubnet = '' } = platform.azure;
  if (virtualNetwork === undefined) return;
  const network = await attempt(() => getVirtualNetwork(azure, networkResourceGroupName, virtualNetwork));
  if (network instanceof Failure)
    return errors.invalid('platform.azure.virtualNetwork', virtualNetwork, network.message);

  for (const [member, name, title] of [
    ['computeSubnet', computeSubnet, 'compute subnet'],
    ['controlPlaneSubnet', controlPlaneSubnet, 'control plane subnet'],
  ] as const) {
    const path = `platform.azure.${member}`;
    const range = await attempt(() => getSubnetRange(azure, networkResourceGroupName, virtualNetwork, name));
    if (range instanceof Failure) return errors.invalid(path, name, `failed to retrieve ${title}`);
    if (range === undefined) return errors.invalid(path, name, 'subnet does not have an address prefix');
    const subnet = parseCidr(range);
    const inside = networking.machineNetwork.some(({ cidr }) => {
      const machines = parseCidr(cidr);
      return subnet !== undefined && machines !== undefined && holds(machines, subnet.address);
    });
    if (!inside)
      errors.invalid(
        path,
        name,
        `subnet ${range.split('/')[0]} address prefix is outside of the specified machine networks`,
      );
  }
}

async function validateRegion(region: string, azure: Azure, errors: FieldErrors) {
  const path = 'platform.azure.region';
  const locations = await attempt(() => listLocations(azure));
  if (locations instanceof Failure)
    return errors.internal(path, `failed to retrieve available regions: ${locations.message}`);
  const title = locations.get(region);
  if (title === undefined)
    return errors.invalid(path, region, `region ${quote(region)} is not valid or not available for this account`);
  const capable = await attempt(() => listResourceRegions(azure));
  if (capable instanceof Failure)
    return errors.internal(path, `failed to retrieve resource capable regions: ${capable.message}`);
  if (capable?.includes(title) === false)
    errors.invalid(path, region, `region ${quote(region)} does not support resource creation`);
}
