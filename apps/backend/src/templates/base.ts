import { type Visibility } from '@aro-rp/api';
import { apiVersions, containers, internalFrontend, resourceNames, storageNames } from '../names.ts';
import { internalLoadBalancer, publicLoadBalancer } from './load-balancers.ts';
import { privateZone } from './private-zone.ts';
import { storageAccount } from './storage.ts';
import { idOf, type Template, template, type TemplateResource, types } from './template.ts';

export interface BaseInput {
  infraId: string;
  location: string;
  /** The cluster's whole domain. */
  domain: string;
  storageSuffix: string;
  virtualNetworkId: string;
  masterSubnetId: string;
  workerSubnetId: string;
  /** Subnets of the service that write into the cluster's storage account. */
  serviceSubnetIds: readonly string[];
  /** The service's own subscription: who sees the private link service, and is let in unasked. */
  serviceSubscriptionId: string;
  api: Visibility;
  ingress: Visibility;
  /** Zones of the public addresses. */
  zones: readonly string[];
  /** True up to 4.18. */
  machineIdentity: boolean;
}

/** Everything that is there before the machines. Deployed once: a second time would undo what the cluster has written. */
export function baseTemplate(input: BaseInput): Template {
  const { infraId, location, storageSuffix, masterSubnetId, workerSubnetId, serviceSubnetIds } = input;
  const names = resourceNames(infraId);
  const storage = storageNames(storageSuffix);
  const subnets = [masterSubnetId, workerSubnetId, ...serviceSubnetIds];
  return template([
    ...storageAccount({
      name: storage.cluster,
      location,
      subnets,
      containers: [containers.ignition, containers.cluster],
    }),
    ...storageAccount({ name: storage.registry, location, subnets, containers: [containers.registry] }),
    networkSecurityGroup(input),
    // Also of a private API: it is the address for what goes out.
    publicAddress(input, names.apiAddress),
    input.ingress === 'Public' ? publicAddress(input, names.ingressAddress) : undefined,
    publicLoadBalancer(input),
    internalLoadBalancer(input),
    privateLinkService(input),
    ...privateZone(input),
    input.machineIdentity
      ? { type: types.identity, apiVersion: apiVersions.managedIdentity, name: names.identity, location }
      : undefined,
  ]);
}

const networkSecurityGroup = ({ infraId, location, api }: BaseInput): TemplateResource => ({
  type: types.networkSecurityGroup,
  apiVersion: apiVersions.network,
  name: resourceNames(infraId).networkSecurityGroup,
  location,
  properties: {
    securityRules: api === 'Public' ? [apiServerRule] : [],
  },
});

const apiServerRule = {
  name: 'apiserver_in',
  properties: {
    protocol: 'Tcp',
    sourcePortRange: '*',
    destinationPortRange: '6443',
    sourceAddressPrefix: '*',
    destinationAddressPrefix: '*',
    access: 'Allow',
    priority: 120,
    direction: 'Inbound',
  },
};

export const publicAddress = (
  { location, zones }: Pick<BaseInput, 'location' | 'zones'>,
  name: string,
): TemplateResource => ({
  type: types.publicAddress,
  apiVersion: apiVersions.network,
  name,
  location,
  ...(zones.length > 0 && { zones: [...zones] }),
  sku: { name: 'Standard' },
  properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
});

const privateLinkService = ({
  infraId,
  location,
  masterSubnetId,
  serviceSubscriptionId,
}: BaseInput): TemplateResource => {
  const { privateLinkService: name, internalLoadBalancer: balancer } = resourceNames(infraId);
  return {
    type: types.privateLinkService,
    apiVersion: apiVersions.network,
    name,
    location,
    dependsOn: [idOf(types.loadBalancer, balancer)],
    properties: {
      loadBalancerFrontendIpConfigurations: [{ id: idOf(types.frontend, balancer, internalFrontend) }],
      ipConfigurations: [
        {
          name: `${name}-nic`,
          properties: {
            primary: true,
            privateIPAllocationMethod: 'Dynamic',
            privateIPAddressVersion: 'IPv4',
            subnet: { id: masterSubnetId },
          },
        },
      ],
      visibility: { subscriptions: [serviceSubscriptionId] },
      autoApproval: { subscriptions: [serviceSubscriptionId] },
    },
  };
};
