import { asList, asObject, type Json } from '../../../arm/model/json.ts';
import { parentIdOf } from '../../../arm/model/resource-id.ts';
import { apiVersions } from '../../azure/api-versions.ts';
import { AzureRefusal } from '../../azure/client.ts';
import { referenceAt } from '../../network/wiring.ts';
import { encryptionSetOf, providerSpecs } from '../provider-specs.ts';
import { type Boot, type Probes, type ProbedCondition } from './condition.ts';
import { subnetsOf } from './network.ts';

/** What the parts of a cluster do in its own group. */
const inOwnGroup = [
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.Compute/virtualMachines/delete',
  'Microsoft.Compute/disks/delete',
  'Microsoft.Network/networkInterfaces/write',
  'Microsoft.Network/networkInterfaces/delete',
  'Microsoft.Network/loadBalancers/write',
  'Microsoft.Network/networkSecurityGroups/write',
  'Microsoft.Network/publicIPAddresses/write',
  'Microsoft.Network/privateDnsZones/A/write',
];

const inNetwork = [
  'Microsoft.Network/virtualNetworks/subnets/read',
  'Microsoft.Network/virtualNetworks/subnets/join/action',
];

/** What joining a subnet asks for at what the subnet refers to. */
const joins = {
  routeTable: 'Microsoft.Network/routeTables/join/action',
  natGateway: 'Microsoft.Network/natGateways/join/action',
} as const;

interface Need {
  scope: string;
  actions: readonly string[];
}

/** What a cluster needs, each scope once. */
function needsOf(boot: Boot): Need[] {
  const { hardware, world, assets } = boot;
  const subnetIds = subnetsOf(boot).map(({ subnetId }) => subnetId);
  const linked = (member: keyof typeof joins): Need[] =>
    subnetIds.map((id) => ({
      scope: referenceAt(world.view.get(id)?.properties, member),
      actions: [joins[member]],
    }));
  const all: Need[] = [
    { scope: hardware.groupId, actions: inOwnGroup },
    ...subnetIds.map((id) => ({ scope: parentIdOf(id) ?? '', actions: inNetwork })),
    ...linked('routeTable'),
    ...linked('natGateway'),
    ...providerSpecs(assets.manifests).map(({ value }) => ({
      scope: encryptionSetOf(value),
      actions: ['Microsoft.Compute/diskEncryptionSets/read'],
    })),
  ];
  const byScope = new Map(all.filter(({ scope }) => scope !== '').map((need) => [need.scope.toLowerCase(), need]));
  return [...byScope.values()];
}

/** The cluster's principal signs in, and may do what a cluster does. It asks Azure itself, which takes time to know new roles. */
export const principalHasRoles: ProbedCondition = async (boot, probes) => {
  const { clientId } = boot.assets.credentials;
  try {
    for (const { scope, actions } of needsOf(boot)) {
      const missing = await missingActions(probes, scope, actions);
      if (missing.length > 0) return `cloud-credential-operator: ${clientId} may not ${missing.join(', ')} on ${scope}`;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof AzureRefusal)) throw error;
    return `cloud-credential-operator: ${clientId} is refused: ${error.code} ${error.message}`;
  }
};

async function missingActions({ azure }: Probes, scope: string, actions: readonly string[]): Promise<string[]> {
  const answer = await azure.get(`${scope}/providers/Microsoft.Authorization/permissions`, apiVersions.authorization);
  const permissions = asList(answer?.['value']).map(asObject);
  return actions.filter((action) => !permissions.some((permission) => allows(permission, action)));
}

/** One permission of a role: what it allows without what it takes away (Azure RBAC, "Role definitions"). */
export const allows = (permission: Json, action: string): boolean =>
  asList(permission['actions']).some((pattern) => matches(String(pattern), action)) &&
  !asList(permission['notActions']).some((pattern) => matches(String(pattern), action));

const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`, 'i').test(action);

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
