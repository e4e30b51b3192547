import { createHash } from 'node:crypto';
import { type Endpoints } from '@aro-rp/local-azure';
import { resourceManager } from './register-provider.ts';
import { servicePrincipalId } from './service-principal.ts';

const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const networkContributor = '4d97b98b-1d4f-4787-a291-c67834d212e7';
const firstPartyApplication = 'f1dd0a37-89c6-4e07-bcd1-ffd3d43d8875';

/**
 * What a customer has before a cluster: a group, a network with two subnets, and rights on it for the cluster's service
 * principal and for the resource provider, as `az aro create` gives them. May be repeated.
 * @returns the network's id
 */
export async function prepareNetwork(
  endpoints: Endpoints,
  group: string,
  name: string,
  clientId = endpoints.clusterClientId,
): Promise<string> {
  const { subscriptionId, location } = endpoints;
  const { resources, resourceGroups } = resourceManager(endpoints);
  await resourceGroups.createOrUpdate(group, { location });
  const id = networkId(endpoints, group, name);
  if (!(await isThere(() => resources.getById(id, '2023-11-01'))))
    await resources.createOrUpdateById(
      id,
      '2023-11-01',
      {
        location,
        properties: {
          addressSpace: { addressPrefixes: ['10.0.0.0/20'] },
          subnets: [
            { name: 'master', properties: { addressPrefix: '10.0.0.0/23' } },
            { name: 'worker', properties: { addressPrefix: '10.0.2.0/23' } },
          ],
        },
      },
      { updateIntervalInMs: 200 },
    );
  const [cluster, provider] = await Promise.all([
    servicePrincipalId(endpoints, clientId),
    servicePrincipalId(endpoints, firstPartyApplication),
  ]);
  for (const { scope, role, principalId } of [
    { scope: id, role: networkContributor, principalId: cluster },
    { scope: id, role: networkContributor, principalId: provider },
    { scope: `/subscriptions/${subscriptionId}`, role: reader, principalId: cluster },
  ]) {
    const assignment = uuidOf(`${scope} ${principalId}`);
    const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    await resources
      .createOrUpdateById(`${scope}/providers/Microsoft.Authorization/roleAssignments/${assignment}`, '2022-04-01', {
        properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
      })
      .catch((error: unknown) => {
        if ((error as { code?: string }).code !== 'RoleAssignmentExists') throw error;
      });
  }
  return id;
}

/** Two clusters cannot share subnets: each attaches a security group of its own. */
export const networkId = ({ subscriptionId }: Endpoints, group: string, name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/vnet-${name}`;

const isThere = (look: () => Promise<unknown>): Promise<boolean> =>
  look().then(
    () => true,
    (error: unknown) => {
      if ((error as { statusCode?: number }).statusCode === 404) return false;
      throw error;
    },
  );

/** The same text gives the same name. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
