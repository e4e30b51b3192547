import { ArmError } from '../../errors.ts';
import { equalIds, parseResourcePath, subscriptionIdPath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';

export const vaultType = 'Microsoft.KeyVault/vaults';
/** As its id says; it is shown as `Microsoft.KeyVault/deletedVaults`. */
export const deletedVaultType = 'Microsoft.KeyVault/locations/deletedVaults';

/** Microsoft.KeyVault's versions, newest first. */
export const keyVaultApiVersions = [
  '2026-02-01',
  '2025-05-01',
  '2024-11-01',
  '2023-07-01',
  '2023-02-01',
  '2022-07-01',
  '2021-10-01',
  '2019-09-01',
  '2018-02-14',
] as const;

export const badRequest = (message: string): ArmError => new ArmError(400, 'BadRequest', message);

/** A deleted vault stands in its subscription and region, in no group. */
export const deletedVaultId = (vaultId: string, location: string, name: string): string =>
  `${subscriptionIdPath(parseResourcePath(vaultId)?.subscriptionId ?? '')}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`;

/** Those whose time to be purged has not come. */
export const deletedVaults = (view: ResourceView, subscriptionId: string | undefined, now: number): Resource[] =>
  view
    .ofType(subscriptionId, deletedVaultType)
    .filter(({ properties }) => Date.parse(String(properties['scheduledPurgeDate'])) > now);

export const findDeleted = (view: ResourceView, name: string, now: number): Resource | undefined =>
  deletedVaults(view, undefined, now).find((one) => one.name.toLowerCase() === name.toLowerCase());

/**
 * Names are unique in all of Azure, ignoring case, among vaults and deleted ones.
 * @param id of the vault that wants it; undefined: of none that exists
 * @returns why it cannot have the name
 */
export function checkVaultName(name: string, view: ResourceView, now: number, id?: string): ArmError | undefined {
  if (!/^(?=.{3,24}$)[a-z](?:-?[a-z0-9])+$/i.test(name))
    return new ArmError(
      400,
      'VaultNameNotValid',
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742`,
    );
  const owner = view.ofType(undefined, vaultType).find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (owner) return id !== undefined && equalIds(owner.id, id) ? undefined : taken(name);
  const deleted = findDeleted(view, name, now);
  if (!deleted) return undefined;
  const isOwn = id !== undefined && sameSubscription(deleted.id, id);
  return isOwn
    ? new ArmError(
        409,
        'ConflictError',
        'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
      )
    : taken(name);
}

const sameSubscription = (one: string, other: string): boolean =>
  equalIds(parseResourcePath(one)?.subscriptionId ?? '', parseResourcePath(other)?.subscriptionId ?? '');

const taken = (name: string): ArmError =>
  new ArmError(
    409,
    'VaultAlreadyExists',
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information about VaultAlreadyExists, soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740.`,
  );
