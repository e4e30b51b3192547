import { type Clock } from '@aro-rp/time';
import { type MayUseVault, type VaultResource } from '../../../../key-vault/resource.ts';
import { type Rights } from '../../authorization/judge.ts';
import { asObject, type Json } from '../../json.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type Resources } from '../../resources.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { deletedVaults, vaultType } from './names.ts';

/**
 * The vaults as the Key Vault service sees them, and the deleted ones that are not purged. The same array as long as
 * nothing was written on which they depend: vaults, and the private endpoints through which they are reached.
 */
export function createKeyVaults(
  { view, generation }: Pick<Resources, 'view' | 'generation'>,
  clock: Clock,
): () => readonly VaultResource[] {
  let known: { at: readonly unknown[]; vaults: readonly VaultResource[] } | undefined;
  return () => {
    const now = ['Microsoft.KeyVault', 'Microsoft.Network'].map(generation);
    if (!known?.at.every((one, index) => one === now[index])) known = { at: now, vaults: readVaults(view, clock) };
    return known.vaults;
  };
}

const readVaults = (view: ResourceView, clock: Clock): VaultResource[] => [
  ...view.ofType(undefined, vaultType).map((vault) => ({
    ...describe(vault.name, vault.id, vault.properties),
    isDeleted: false,
    ...closedTo(vault, view),
  })),
  ...deletedVaults(view, undefined, clock.now()).map(({ name, properties }) => ({
    ...describe(name, String(properties['vaultId']), asObject(properties['resource'])),
    isDeleted: true,
  })),
];

const describe = (name: string, id: string, properties: Json) => ({
  name,
  id,
  generation: String(properties['generation']),
  tenantId: String(properties['tenantId']),
  retention: {
    days: Number(properties['softDeleteRetentionInDays']),
    isPurgeable: properties['enablePurgeProtection'] !== true,
  },
});

/** All callers come from loopback here: with a private endpoint they come through it, and without one from outside. */
function closedTo(vault: Resource, view: ResourceView): Pick<VaultResource, 'closed'> {
  if (showConnectionsTo(vault, view).length > 0) return {};
  const { publicNetworkAccess, networkAcls } = vault.properties;
  if (String(publicNetworkAccess).toLowerCase() === 'disabled') return { closed: 'no-private-endpoint' };
  return asObject(networkAcls)['defaultAction'] === 'Deny' ? { closed: 'firewall' } : {};
}

/** Whether a role of the principal allows a data action at a vault or at what is in it. */
export const mayUseVault =
  (rights: Rights): MayUseVault =>
  (principal, action, scope) =>
    rights.may(principal, action, scope, 'data');
