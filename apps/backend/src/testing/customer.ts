import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAzure, type Subscription } from '@aro-rp/azure';
import { type Endpoints } from '@aro-rp/local-azure';
import { createApplicationCredential } from '@aro-rp/service';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { seconds, systemClock } from '@aro-rp/time';

const networkContributor = '4d97b98b-1d4f-4787-a291-c67834d212e7';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

/** The customer's own principal, who may do everything in the subscription. */
export interface Customer {
  azure: Subscription;
  /** A group with a network and its two subnets, unless it is there. @returns the network's id */
  makeNetwork(group: string, ranges?: { network: string; master: string; worker: string }): Promise<string>;
  /** The role, by its id, for the application's service principal. */
  assign(scope: string, role: string, clientId: string): Promise<void>;
  /** What `az aro create` and a customer give the cluster's service principal and the resource provider. */
  giveRights(networkId: string, clientId: string): Promise<void>;
}

const ranges = { network: '10.0.0.0/20', master: '10.0.0.0/23', worker: '10.0.2.0/23' };

export function createCustomer(endpoints: Endpoints): Customer {
  const { subscriptionId, tenantId, clientId, clientSecret, authorityHost, location } = endpoints;
  const credential = createApplicationCredential({
    ...{ tenantId, clientId, authorityHost },
    proof: { secret: new Secret(clientSecret) },
  });
  const azure = createAzure({
    armEndpoint: endpoints.arm,
    graphEndpoint: endpoints.graph,
    credentialFor: () => credential,
    clock: systemClock,
    log: silentLog,
    callTimeout: seconds(10),
  }).subscription({ identity: 'service', subscriptionId });
  const options = { signal: new AbortController().signal };

  const customer: Customer = {
    azure,
    async makeNetwork(group, { network, master, worker } = ranges) {
      const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
      await azure.resources.beginPut(groupId, '2021-04-01', { location }, options);
      const id = `${groupId}/providers/Microsoft.Network/virtualNetworks/vnet`;
      if (await azure.resources.get(id, '2023-11-01', options)) return id;
      const subnet = (name: string, addressPrefix: string) => ({ name, properties: { addressPrefix } });
      const properties = {
        addressSpace: { addressPrefixes: [network] },
        subnets: [subnet('master', master), subnet('worker', worker)],
      };
      await azure.resources.beginPut(id, '2023-11-01', { location, properties }, options);
      const state = async () =>
        (await azure.resources.get(id, '2023-11-01', options))?.properties?.['provisioningState'];
      while ((await state()) !== 'Succeeded') await sleep(10);
      return id;
    },
    async assign(scope, role, application) {
      const principalId = await azure.graph.servicePrincipalId(application, options);
      const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
      const properties = { roleDefinitionId, principalId, principalType: 'ServicePrincipal' };
      await azure.resources.beginPut(id, '2022-04-01', { properties }, options).catch((error: unknown) => {
        if ((error as { code?: string }).code !== 'RoleAssignmentExists') throw error;
      });
    },
    async giveRights(networkId, application) {
      const rp = endpoints.identities['resource-provider']?.clientId ?? '';
      await customer.assign(networkId, networkContributor, rp);
      await customer.assign(networkId, networkContributor, application);
      await customer.assign(`/subscriptions/${subscriptionId}`, reader, application);
    },
  };
  return customer;
}
