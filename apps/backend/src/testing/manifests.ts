import { parseAllDocuments } from 'yaml';

type Json = Record<string, unknown>;

/** One object that the installer gives to the cluster. */
export interface Manifest {
  /** Such as `manifests/cluster-dns-02-config.yml`. */
  file: string;
  object: Json;
}

/** A resource of Azure that a manifest names. */
export interface Named {
  /** Which manifest, and which of its members. */
  by: string;
  /** With the casing of the manifest. */
  id: string;
}

/** All objects in the configuration of a bootstrap machine (Ignition 3.2.0: files with data URLs, RFC 2397). */
export function manifestsIn(bootstrapIgnition: string): Manifest[] {
  const { storage } = JSON.parse(bootstrapIgnition) as {
    storage: { files: { path: string; contents: { source: string } }[] };
  };
  return storage.files.flatMap(({ path, contents }) => {
    const file = /^\/opt\/openshift\/((?:manifests|openshift)\/.+)$/.exec(path)?.[1];
    if (file === undefined) return [];
    return parseAllDocuments(textOf(contents.source)).map((one) => ({ file, object: one.toJS() as Json }));
  });
}

function textOf(dataUrl: string): string {
  const [, type = '', data = ''] = /^data:([^,]*),(.*)$/s.exec(dataUrl) ?? [];
  return type.endsWith(';base64') ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
}

/** The member at `path`; undefined when there is none. */
export const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((found, member) => (found as Json | undefined)?.[member], value);

const text = (value: unknown, ...path: (string | number)[]): string => (at(value, ...path) as string | undefined) ?? '';

export const ofKind = (manifests: readonly Manifest[], kind: string): Json[] =>
  manifests.filter(({ object }) => object['kind'] === kind).map(({ object }) => object);

/** @throws Error when there is none */
export function theOne(manifests: readonly Manifest[], kind: string, name: string): Json {
  const found = ofKind(manifests, kind).find((one) => text(one, 'metadata', 'name') === name);
  if (found === undefined) throw new Error(`there is no manifest of ${kind} ${name}`);
  return found;
}

/** The configuration of the cloud provider, which is JSON inside of a config map. */
export const cloudProviderConfig = (manifests: readonly Manifest[]): Json =>
  JSON.parse(text(theOne(manifests, 'ConfigMap', 'cloud-provider-config'), 'data', 'config')) as Json;

/** What says how machines are made: of every Machine, every MachineSet, and the ControlPlaneMachineSet. */
export function providerSpecs(manifests: readonly Manifest[]): { by: string; spec: Json }[] {
  const machineSpec: Record<string, string[]> = {
    Machine: ['spec'],
    MachineSet: ['spec', 'template', 'spec'],
    ControlPlaneMachineSet: ['spec', 'template', 'machines_v1beta1_machine_openshift_io', 'spec'],
  };
  return manifests.flatMap(({ object }) => {
    const path = machineSpec[String(object['kind'])];
    if (path === undefined) return [];
    const by = `${String(object['kind'])} ${text(object, 'metadata', 'name')}`;
    return [{ by, spec: at(object, ...path, 'providerSpec', 'value') as Json }];
  });
}

/**
 * Every resource that the manifests name, by the member that names it. The route table of the cloud provider's
 * configuration is not among them: the cluster makes none, and nobody else does where machines leave by a balancer.
 */
export function namedIn(manifests: readonly Manifest[], subscriptionId: string): Named[] {
  const group = (name: string) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
  const network = (kind: string, name: string) => `/providers/Microsoft.Network/${kind}/${name}`;
  const found: Named[] = [];
  const name = (by: string, id: string) => void found.push({ by, id });

  const cloud = cloudProviderConfig(manifests);
  const own = group(text(cloud, 'resourceGroup'));
  const vnet = `${group(text(cloud, 'vnetResourceGroup'))}${network('virtualNetworks', text(cloud, 'vnetName'))}`;
  name('cloud provider resourceGroup', own);
  name('cloud provider vnetName', vnet);
  name('cloud provider subnetName', `${vnet}/subnets/${text(cloud, 'subnetName')}`);
  const securityGroup = text(cloud, 'securityGroupName');
  name('cloud provider securityGroupName', `${own}${network('networkSecurityGroups', securityGroup)}`);

  const infrastructure = theOne(manifests, 'Infrastructure', 'cluster');
  const infraId = text(infrastructure, 'status', 'infrastructureName');
  const platform = ['status', 'platformStatus', 'azure'];
  // The cloud provider calls its balancers and their pools after the cluster.
  for (const balancer of [infraId, `${infraId}-internal`]) {
    const id = `${own}${network('loadBalancers', balancer)}`;
    name('infrastructureName', id);
    name('infrastructureName', `${id}/backendAddressPools/${infraId}`);
  }
  name('Infrastructure resourceGroupName', group(text(infrastructure, ...platform, 'resourceGroupName')));
  name('Infrastructure networkResourceGroupName', group(text(infrastructure, ...platform, 'networkResourceGroupName')));

  const dns = theOne(manifests, 'DNS', 'cluster');
  name('DNS privateZone', text(dns, 'spec', 'privateZone', 'id'));
  if (at(dns, 'spec', 'publicZone') !== undefined) name('DNS publicZone', text(dns, 'spec', 'publicZone', 'id'));

  for (const machine of ofKind(manifests, 'Machine'))
    name('Machine', `${own}/providers/Microsoft.Compute/virtualMachines/${text(machine, 'metadata', 'name')}`);

  for (const { by, spec } of providerSpecs(manifests)) {
    const machines = group(text(spec, 'resourceGroup'));
    const machinesNetwork = `${group(text(spec, 'networkResourceGroup'))}${network('virtualNetworks', text(spec, 'vnet'))}`;
    name(`${by} resourceGroup`, machines);
    name(`${by} vnet`, machinesNetwork);
    name(`${by} subnet`, `${machinesNetwork}/subnets/${text(spec, 'subnet')}`);
    for (const member of ['internalLoadBalancer', 'publicLoadBalancer'])
      if (text(spec, member) !== '')
        name(`${by} ${member}`, `${machines}${network('loadBalancers', text(spec, member))}`);
    const identity = text(spec, 'managedIdentity');
    if (identity !== '')
      name(
        `${by} managedIdentity`,
        `${machines}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`,
      );
    if (text(spec, 'securityGroup') !== '')
      name(`${by} securityGroup`, `${machines}${network('networkSecurityGroups', text(spec, 'securityGroup'))}`);
  }

  const registry = theOne(manifests, 'Config', 'cluster');
  const storage = ['spec', 'storage', 'azure'];
  const account = `${own}/providers/Microsoft.Storage/storageAccounts/${text(registry, ...storage, 'accountName')}`;
  name('image registry accountName', account);
  name(
    'image registry container',
    `${account}/blobServices/default/containers/${text(registry, ...storage, 'container')}`,
  );

  const router = theOne(manifests, 'Service', 'router-default');
  const address = text(router, 'metadata', 'annotations', 'service.beta.kubernetes.io/azure-pip-name');
  if (address !== '') name('router azure-pip-name', `${own}${network('publicIPAddresses', address)}`);

  const credentials = theOne(manifests, 'Secret', 'azure-credentials');
  const decoded = Buffer.from(text(credentials, 'data', 'azure_resourcegroup'), 'base64').toString();
  name('cloud credentials azure_resourcegroup', group(decoded));
  return found;
}

/** Every text in the manifests, with where it stands; what secrets hold is decoded. Keys of objects are not texts. */
export function textsIn(manifests: readonly Manifest[]): { where: string; text: string }[] {
  const walk = (where: string, value: unknown): { where: string; text: string }[] => {
    if (typeof value === 'string') return [{ where, text: value }];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([member, one]) => walk(`${where}.${member}`, one));
  };
  return manifests.flatMap(({ file, object }) => {
    if (object['kind'] !== 'Secret') return walk(file, object);
    const data = Object.entries((object['data'] ?? {}) as Record<string, string>).map(
      ([member, encoded]) => [member, Buffer.from(encoded, 'base64').toString()] as const,
    );
    return walk(file, { ...object, data: Object.fromEntries(data) });
  });
}
