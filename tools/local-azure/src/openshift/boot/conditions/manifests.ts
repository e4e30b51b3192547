import { asObject, isObject, type Json } from '../../../arm/model/json.ts';
import { groupIdPath } from '../../../arm/model/resource-id.ts';
import { at, textAt } from '../../kubernetes/object.ts';
import { inGroup, nameOf, types } from '../../network/wiring.ts';
import { findManifest, manifestsOfKind } from '../assets.ts';
import { encryptionSetOf, networkOf, providerSpecs, subnetOf } from '../provider-specs.ts';
import { type Boot, type Condition, firstFault } from './condition.ts';

/** Infra id and groups in the manifests are those of the machines. */
export const infrastructureIsThis: Condition<Boot> = ({ hardware, assets }) => {
  if (assets.infraId !== hardware.infraId)
    return `cluster-bootstrap: Infrastructure says ${assets.infraId}, the machines are ${hardware.infraId}`;
  const infrastructure = findManifest(assets.manifests, 'Infrastructure', 'cluster');
  const group = textAt(infrastructure, 'status', 'platformStatus', 'azure', 'resourceGroupName');
  return firstFault([group, assets.resourceGroup], (name) =>
    name.toLowerCase() === nameOf(hardware.groupId).toLowerCase()
      ? undefined
      : `cluster-bootstrap: the manifests name group ${name}, the machines are in ${nameOf(hardware.groupId)}`,
  );
};

/** What the cloud provider's configuration names exists. The route table is the exception: on Azure it is not made either. */
export const cloudProviderNamesExist: Condition<Boot> = ({ assets, world }) => {
  const map = findManifest(assets.manifests, 'ConfigMap', 'cloud-provider-config', 'openshift-config');
  const config = parse(textAt(map, 'data', 'config'));
  if (!config) return 'cloud-controller-manager: cloud-provider-config has no readable config';
  const { subscriptionId, resourceGroup, vnetName, vnetResourceGroup, subnetName, securityGroupName } = config;
  const group = groupIdPath(String(subscriptionId), String(resourceGroup));
  const networkGroup = groupIdPath(String(subscriptionId), String(vnetResourceGroup));
  return firstFault(
    [
      `${networkGroup}/providers/Microsoft.Network/virtualNetworks/${String(vnetName)}`,
      `${networkGroup}/providers/Microsoft.Network/virtualNetworks/${String(vnetName)}/subnets/${String(subnetName)}`,
      `${group}/providers/Microsoft.Network/networkSecurityGroups/${String(securityGroupName)}`,
    ],
    (id) => (world.view.get(id) ? undefined : `cloud-controller-manager: ${id} is not there`),
  );
};

function parse(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The private zone exists; a public one is not ours to write. */
export const zonesExist: Condition<Boot> = ({ assets, world }) => {
  const dns = findManifest(assets.manifests, 'DNS', 'cluster');
  const zone = textAt(dns, 'spec', 'privateZone', 'id');
  if (!world.view.get(zone)) return `ingress-operator: the private zone ${zone} is not there`;
  const publicZone = textAt(dns, 'spec', 'publicZone', 'id');
  return publicZone === '' || world.view.get(publicZone)
    ? undefined
    : `ingress-operator: the public zone ${publicZone} is not there`;
};

/** The Machines of the masters are the machines that are there. */
export const mastersAreKnown: Condition<Boot> = ({ hardware, assets }) => {
  const machines = manifestsOfKind(assets.manifests, 'Machine').map(({ metadata }) => metadata.name);
  return firstFault(hardware.masters, ({ name }) =>
    machines.includes(name) ? undefined : `machine-api: there is no Machine ${name}`,
  );
};

/** Whatever a Machine, a MachineSet or the ControlPlaneMachineSet names exists. */
export const machineNamesExist: Condition<Boot> = ({ assets, world }) => {
  const { subscriptionId } = assets.credentials;
  return firstFault(providerSpecs(assets.manifests), ({ owner, value }) =>
    firstFault(namedBy(subscriptionId, value), (id) =>
      world.view.get(id) ? undefined : `machine-api: ${owner} names ${id}, which is not there`,
    ),
  );
};

/** The ids of what the provider spec of a machine names. */
function namedBy(subscriptionId: string, value: Json): string[] {
  const text = (member: string) => textAt(value, member);
  const group = groupIdPath(subscriptionId, text('resourceGroup'));
  const optional = (member: string, type: string) =>
    text(member) === '' ? [] : [`${group}/providers/${type}/${text(member)}`];
  const set = encryptionSetOf(value);
  return [
    networkOf(subscriptionId, value),
    subnetOf(subscriptionId, value),
    ...optional('internalLoadBalancer', types.balancer),
    ...optional('publicLoadBalancer', types.balancer),
    ...optional('managedIdentity', 'Microsoft.ManagedIdentity/userAssignedIdentities'),
    ...optional('securityGroup', 'Microsoft.Network/networkSecurityGroups'),
    ...(set === '' ? [] : [set]),
  ];
}

/** Images of MachineSets exist and boot on their sizes. */
export const machineImagesExist: Condition<Boot> = ({ assets, world }) =>
  firstFault(providerSpecs(assets.manifests), ({ owner, value }) => {
    const { publisher, offer, sku, version } = asObject(at(value, 'image'));
    const image = { publisher: String(publisher), offer: String(offer), sku: String(sku), version: String(version) };
    const location = textAt(value, 'location');
    const generation = world.imageGeneration(location, image);
    if (generation === undefined)
      return `machine-api: ${owner} names an image that is not there (${Object.values(image).join(':')})`;
    return world.sizeGenerations(location, textAt(value, 'vmSize')).includes(generation)
      ? undefined
      : `machine-api: ${owner} has size ${textAt(value, 'vmSize')}, which does not boot an image of generation ${generation}`;
  });

/** An image registry that is told its account finds it. */
export const registryAccountExists: Condition<Boot> = ({ hardware, assets, world }) => {
  const config = manifestsOfKind(assets.manifests, 'Config').find(
    ({ apiVersion }) => apiVersion === 'imageregistry.operator.openshift.io/v1',
  );
  const account = textAt(config, 'spec', 'storage', 'azure', 'accountName');
  if (account === '') return undefined;
  return inGroup(world.view, hardware.groupId, 'Microsoft.Storage/storageAccounts', account)
    ? undefined
    : `image-registry: there is no storage account ${account}`;
};
