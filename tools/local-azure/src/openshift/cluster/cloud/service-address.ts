import { type Json } from '../../../arm/model/json.ts';
import { groupIdPath } from '../../../arm/model/resource-id.ts';
import { apiVersions } from '../../azure/api-versions.ts';
import { textAt } from '../../kubernetes/object.ts';
import { types } from '../../network/wiring.ts';
import { findManifest } from '../../boot/assets.ts';
import { type KubeObject } from '../../kubernetes/object.ts';
import { type ClusterContext } from '../context.ts';

const annotation = (service: KubeObject, name: string): string =>
  service.metadata.annotations?.[`service.beta.kubernetes.io/azure-${name}`] ?? '';

export const isInternal = (service: KubeObject): boolean => annotation(service, 'load-balancer-internal') === 'true';

/** The cloud provider's configuration, as the installer wrote it. */
export function cloudConfig({ assets }: ClusterContext): Json {
  const map = findManifest(assets.manifests, 'ConfigMap', 'cloud-provider-config', 'openshift-config');
  return JSON.parse(textAt(map, 'data', 'config') || '{}') as Json;
}

/** `properties` of the frontend that a Service asks for by its annotations. @throws Error that says what is not there */
export async function frontendOf(cluster: ClusterContext, service: KubeObject): Promise<Json> {
  const { groupId, assets } = cluster;
  const azure = cluster.azureAs('cloud-controller-manager');
  const address = annotation(service, 'load-balancer-ipv4');
  if (isInternal(service)) {
    const { subscriptionId, vnetResourceGroup, vnetName, subnetName } = cloudConfig(cluster);
    const subnet = `${groupIdPath(String(subscriptionId), String(vnetResourceGroup))}/providers/Microsoft.Network/virtualNetworks/${String(vnetName)}/subnets/${String(subnetName)}`;
    const how =
      address === ''
        ? { privateIPAllocationMethod: 'Dynamic' }
        : { privateIPAllocationMethod: 'Static', privateIPAddress: address };
    return { subnet: { id: subnet }, ...how };
  }
  if (address !== '') {
    const all = await azure.list(`${groupId}/providers/${types.publicAddress}`, apiVersions.network);
    const found = all.find((one) => textAt(one, 'properties', 'ipAddress') === address);
    if (!found) throw new Error(`there is no public address ${address} in ${groupId}`);
    return { publicIPAddress: { id: textAt(found, 'id') } };
  }
  const name = annotation(service, 'pip-name') || `${assets.infraId}-default-v4`;
  const id = `${groupId}/providers/${types.publicAddress}/${name}`;
  if (await azure.get(id, apiVersions.network)) return { publicIPAddress: { id } };
  if (annotation(service, 'pip-name') !== '') throw new Error(`there is no public address ${name}`);
  const own = `${groupId}/providers/${types.publicAddress}/${assets.infraId}-${balancerName(service)}`;
  await azure.put(own, apiVersions.network, {
    location: assets.region,
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
  });
  return { publicIPAddress: { id: own } };
}

/** How the cloud provider names what it makes for a Service: `a` and its uid, 32 characters in all. */
export const balancerName = ({ metadata }: KubeObject): string =>
  `a${(metadata.uid ?? '').replaceAll('-', '')}`.slice(0, 32);

/** The address of a frontend, once Azure has given it one; empty before. */
export async function addressOfFrontend(
  { azureAs }: ClusterContext,
  balancerId: string,
  wanted: Json,
): Promise<string> {
  const azure = azureAs('cloud-controller-manager');
  const publicId = textAt(wanted, 'publicIPAddress', 'id');
  if (publicId !== '') return textAt(await azure.get(publicId, apiVersions.network), 'properties', 'ipAddress');
  const balancer = await azure.get(balancerId, apiVersions.network);
  const frontends = (textAt(wanted, 'privateIPAddress') !== '' ? [wanted] : listOf(balancer)).map((one) => one);
  return textAt(frontends.at(-1), 'privateIPAddress');
}

const listOf = (balancer: Json | undefined): Json[] => {
  const frontends = (balancer?.['properties'] as Json | undefined)?.['frontendIPConfigurations'];
  return Array.isArray(frontends) ? (frontends as Json[]).map((one) => (one['properties'] ?? {}) as Json) : [];
};
