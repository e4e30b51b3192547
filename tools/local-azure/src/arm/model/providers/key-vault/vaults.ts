import { randomUUID } from 'node:crypto';
import { type Clock, days, toInstant } from '@aro-rp/time';
import { ArmError } from '../../errors.ts';
import { asList, asObject, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type Resource } from '../../resource.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { type Accepted, type OtherChange, type PutRequest, type ResourceType } from '../provider.ts';
import {
  badRequest,
  checkVaultName,
  deletedVaultId,
  deletedVaultType,
  findDeleted,
  keyVaultApiVersions,
} from './names.ts';

export interface KeyVaultOptions {
  clock: Clock;
  /** Where a vault is reached, with a slash at the end; undefined while it opens. */
  vaultUri(name: string): string | undefined;
}

/** Members of a GET that a client may send back, and what only says how a vault is made; they are not stored. */
const notKept = new Set([
  'provisioningState',
  'vaultUri',
  'hsmPoolResourceId',
  'privateEndpointConnections',
  'generation',
  'createMode',
]);
const defaultDays = 90;

/**
 * Microsoft.KeyVault/vaults, under Azure's roles only; what is in a vault is the Key Vault service's. A vault that is
 * deleted, alone or with its group, can be recovered until it is purged.
 */
export const vaults = ({ clock, vaultUri }: KeyVaultOptions): ResourceType => ({
  name: 'vaults',
  apiVersions: keyVaultApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: false },
  working: { create: 'RegisteringDns', update: 'Updating', delete: 'Deleting' },
  accept(request) {
    const { id, name, properties, current, view } = request;
    if (current === undefined && String(properties['createMode']).toLowerCase() === 'recover')
      return recover(request, clock.now());
    const refusal = checkVaultName(name, view, clock.now(), id);
    if (refusal) throw refusal;
    return { properties: acceptProperties(properties, current?.properties) };
  },
  isReady: ({ name }) => vaultUri(name) !== undefined,
  onDelete: (vault) => [remainsOf(vault, clock.now())],
  show(resource, view) {
    const { generation: _own, ...stored } = resource.properties;
    const uri = vaultUri(resource.name);
    const connections = showConnectionsTo(resource, view);
    return {
      ...stored,
      ...(uri === undefined ? {} : { vaultUri: uri }),
      ...(connections.length === 0 ? {} : { privateEndpointConnections: connections }),
    };
  },
});

function recover({ id, name, location, view }: PutRequest, now: number): Accepted {
  const deleted = findDeleted(view, name, now);
  const { vaultId, location: place, resource } = deleted?.properties ?? {};
  if (!deleted || !equalIds(String(vaultId), id) || place !== location)
    throw new ArmError(
      404,
      'SoftDeletedVaultDoesNotExist',
      'A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state.',
    );
  return { properties: asObject(resource), others: [{ kind: 'remove', id: deleted.id }] };
}

function remainsOf(vault: Resource, now: number): OtherChange {
  const { id, name, location = '', tags, properties } = vault;
  const retention = days(Number(properties['softDeleteRetentionInDays']));
  return {
    kind: 'put',
    id: deletedVaultId(id, location, name),
    type: deletedVaultType,
    properties: {
      vaultId: id,
      location,
      ...(tags === undefined ? {} : { tags }),
      deletionDate: toInstant(now),
      scheduledPurgeDate: toInstant(now + retention),
      purgeProtectionEnabled: properties['enablePurgeProtection'] === true,
      resource: properties,
    },
  };
}

function acceptProperties(given: Json, before: Json | undefined): Json {
  const kept = Object.fromEntries(Object.entries(given).filter(([member]) => !notKept.has(member)));
  const { tenantId, sku, enableRbacAuthorization, enableSoftDelete, enablePurgeProtection } = kept;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(tenantId)))
    throw badRequest(`The tenant ID '${String(tenantId)}' of the vault is invalid.`);
  const { family, name } = asObject(sku);
  if (String(family).toUpperCase() !== 'A' || !['standard', 'premium'].includes(String(name).toLowerCase()))
    throw badRequest('The SKU of the vault is invalid: family A with the name standard or premium.');
  if (enableRbacAuthorization !== true || asList(kept['accessPolicies']).length > 0)
    throw badRequest('Access policies are not served here: enableRbacAuthorization must be true.');
  if (enableSoftDelete === false)
    throw badRequest(
      'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the \'soft delete\' functionality is an irreversible action.',
    );
  if (enablePurgeProtection === false)
    throw badRequest(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  const access = kept['publicNetworkAccess'] ?? 'Enabled';
  if (!['enabled', 'disabled'].includes(String(access).toLowerCase()))
    throw badRequest(`The value '${String(access)}' of publicNetworkAccess is invalid.`);
  const isProtected = enablePurgeProtection === true || before?.['enablePurgeProtection'] === true;
  return {
    accessPolicies: [],
    enabledForDeployment: false,
    ...kept,
    enableSoftDelete: true,
    softDeleteRetentionInDays: acceptDays(kept['softDeleteRetentionInDays'], before?.['softDeleteRetentionInDays']),
    ...(isProtected ? { enablePurgeProtection: true } : {}),
    publicNetworkAccess: access,
    generation: before?.['generation'] ?? randomUUID(),
  };
}

function acceptDays(given: unknown, before: unknown): unknown {
  const wanted = given ?? before ?? defaultDays;
  if (!Number.isInteger(wanted) || (wanted as number) < 7 || (wanted as number) > 90)
    throw badRequest('The property "softDeleteRetentionInDays" must be from 7 to 90.');
  if (before !== undefined && wanted !== before)
    throw badRequest('The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.');
  return wanted;
}
