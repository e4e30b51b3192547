import { randomUUID } from 'node:crypto';
import { ArmError } from '../../errors.ts';
import { asObject, isText, type Json } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';

/** A managed identity as Entra ID knows it. */
export interface ManagedIdentity {
  tenantId: string;
  clientId: string;
  /** The service principal's object id. */
  principalId: string;
  name: string;
  /** Whose identity it is: the user-assigned one itself, or the resource that has a system-assigned one. */
  resourceId: string;
}

/**
 * Where the service principals of managed identities are made. Called inside the transaction that makes the resource,
 * and for all of them at each start: adding one that is there, or removing one that is not, changes nothing.
 */
export interface ManagedIdentityDirectory {
  add(identity: ManagedIdentity): void;
  remove(identity: Pick<ManagedIdentity, 'tenantId' | 'clientId' | 'principalId'>): void;
}

export interface IdentityOptions {
  tenantOf(subscriptionId: string): string;
  /** Without one the ids are random and nobody knows them. */
  directory?: ManagedIdentityDirectory;
}

export const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';

const tenantOfId = (options: IdentityOptions, id: string): string =>
  options.tenantOf(parseResourcePath(id)?.subscriptionId ?? '');

/** Ids for a new identity of `id`, which the directory knows from now on. */
export function makeIdentity(options: IdentityOptions, id: string, name: string): ManagedIdentity {
  const identity = {
    tenantId: tenantOfId(options, id),
    clientId: randomUUID(),
    principalId: randomUUID(),
    name,
    resourceId: id,
  };
  options.directory?.add(identity);
  return identity;
}

/** The identity that a stored `userAssignedIdentities` resource is. */
export const identityOf = ({ id, name, properties }: Resource): ManagedIdentity => ({
  tenantId: String(properties['tenantId']),
  clientId: String(properties['clientId']),
  principalId: String(properties['principalId']),
  name,
  resourceId: id,
});

/** Repairs a directory that lost what it was told before a crash. */
export function tellDirectory(directory: ManagedIdentityDirectory, view: ResourceView): void {
  for (const resource of view.ofType(undefined, identityType)) directory.add(identityOf(resource));
}

/**
 * The `identity` of a resource as it is stored and shown: with the ids of each (ARM RPC, managed identities).
 * @param given as sent; absent keeps the current one
 * @throws ArmError when its type is unknown or a user-assigned one does not exist
 */
export function acceptIdentity(
  options: IdentityOptions,
  {
    id,
    name,
    given,
    current,
    view,
  }: { id: string; name: string; given: unknown; current?: unknown; view: ResourceView },
): Json | undefined {
  if (given === undefined || given === null) return current === undefined ? undefined : asObject(current);
  const { type, userAssignedIdentities } = asObject(given);
  const kinds = isText(type) ? type.split(',').map((kind) => kind.trim().toLowerCase()) : [];
  if (kinds.length === 0 || kinds.some((kind) => !['systemassigned', 'userassigned', 'none'].includes(kind)))
    throw refuse(id, `The identity type '${String(type)}' is invalid.`);
  if (kinds.includes('none')) return undefined;
  const users = Object.keys(asObject(userAssignedIdentities));
  if (kinds.includes('userassigned') && users.length === 0)
    throw refuse(id, 'The assigned managed identities must not be null or empty when the type is UserAssigned.');
  return {
    type,
    ...(kinds.includes('systemassigned') ? systemAssigned(options, id, name, current) : {}),
    ...(kinds.includes('userassigned')
      ? { userAssignedIdentities: Object.fromEntries(users.map((user) => [user, userAssigned(id, user, view)])) }
      : {}),
  };
}

function systemAssigned(options: IdentityOptions, id: string, name: string, current: unknown): Json {
  const { principalId, tenantId } = asObject(current);
  if (isText(principalId)) return { principalId, tenantId };
  const made = makeIdentity(options, id, name);
  return { principalId: made.principalId, tenantId: made.tenantId };
}

function userAssigned(id: string, user: string, view: ResourceView): Json {
  const found = view.get(user);
  if (found?.type.toLowerCase() !== identityType.toLowerCase()) throw refuse(id, `Resource '${user}' was not found.`);
  const { principalId, clientId } = found.properties;
  return { principalId, clientId };
}

const refuse = (id: string, message: string): ArmError =>
  new ArmError(
    400,
    'FailedIdentityOperation',
    `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '${JSON.stringify({ error: { code: 'BadRequest', message } })}'.'.`,
  );
