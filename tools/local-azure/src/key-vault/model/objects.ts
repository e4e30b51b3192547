import { randomUUID } from 'node:crypto';
import { type Attributes, type Deletion, type Kind, type StoredVersion, type VaultStore } from '../store.ts';
import { type Retention } from '../resource.ts';
import { badParameter, VaultError } from './errors.ts';

const day = 86_400;
const label = { secret: 'Secret', certificate: 'Certificate' } as const;

/** What secrets and certificates have in common. Times are seconds since 1970. */
export const newVersion = (): string => randomUUID().replaceAll('-', '');

export function newAttributes(now: number, given: unknown): Attributes {
  return { enabled: true, ...readAttributes(given), created: now, updated: now };
}

/** The members that a caller may set. @throws VaultError */
export function readAttributes(given: unknown): Partial<Attributes> {
  if (given === undefined || given === null) return {};
  const { enabled, nbf, exp } = given as Record<string, unknown>;
  if (enabled !== undefined && typeof enabled !== 'boolean')
    throw badParameter('attributes.enabled must be true or false');
  const time = (name: 'nbf' | 'exp', value: unknown) => {
    if (value === undefined || value === null) return {};
    if (!Number.isInteger(value)) throw badParameter(`attributes.${name} must be whole seconds since 1970`);
    return { [name]: value as number };
  };
  return { ...(enabled === undefined ? {} : { enabled }), ...time('nbf', nbf), ...time('exp', exp) };
}

/** @throws VaultError */
export function readTags(given: unknown): Record<string, string> | undefined {
  if (given === undefined || given === null) return undefined;
  const entries = Object.entries(given as object) as [string, unknown][];
  if (entries.length > 15 || entries.some(([name, value]) => typeof value !== 'string' || name.length > 256))
    throw badParameter('tags must be at most 15 texts');
  return Object.fromEntries(entries) as Record<string, string>;
}

export function wireAttributes(attributes: Attributes, { days, isPurgeable }: Retention): Record<string, unknown> {
  return { ...attributes, recoveryLevel: isPurgeable ? 'Recoverable+Purgeable' : 'Recoverable', recoverableDays: days };
}

/** @throws VaultError 404, also when it is deleted */
export function existing(store: VaultStore, kind: Kind, name: string, version?: string): StoredVersion {
  const found = store.deletion(kind, name) ? undefined : store.find(kind, name, version);
  if (!found) throw notFound(kind, version === undefined ? name : `${name}/${version}`);
  return found;
}

/** @throws VaultError 409 when the name is deleted and could be recovered */
export function refuseDeleted(store: VaultStore, kind: Kind, name: string): void {
  if (!store.deletion(kind, name)) return;
  throw new VaultError(
    409,
    'Conflict',
    `${label[kind]} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the ${kind} can only be recovered or purged.`,
    'ObjectIsDeletedButRecoverable',
  );
}

/** Changes attributes and tags of one version, the newest when none is named. @throws VaultError */
export function updateVersion(
  store: VaultStore,
  kind: Kind,
  name: string,
  version: string | undefined,
  body: Record<string, unknown>,
  now: number,
): StoredVersion {
  const found = existing(store, kind, name, version);
  const tags = readTags(body['tags']);
  const updated: StoredVersion = {
    ...found,
    attributes: { ...found.attributes, ...readAttributes(body['attributes']), updated: now },
    ...(tags === undefined ? {} : { tags }),
    ...(typeof body['contentType'] === 'string' ? { contentType: body['contentType'] } : {}),
  };
  store.save(kind, name, updated);
  return updated;
}

/** @throws VaultError 404 */
export function markDeleted(store: VaultStore, kind: Kind, name: string, now: number, days: number): Deletion {
  existing(store, kind, name);
  const deletion = { name, deletedAt: now, purgeAt: now + days * day };
  store.markDeleted(kind, deletion);
  return deletion;
}

/** @throws VaultError 404 when it is not deleted */
export function deletedOne(store: VaultStore, kind: Kind, name: string): { newest: StoredVersion; deletion: Deletion } {
  const deletion = store.deletion(kind, name);
  const newest = store.find(kind, name);
  if (!deletion || !newest) throw notFound(kind, name, 'deleted ');
  return { newest, deletion };
}

function notFound(kind: Kind, id: string, state = ''): VaultError {
  return new VaultError(
    404,
    `${label[kind]}NotFound`,
    `A ${state}${kind} with (name/id) ${id} was not found in this key vault. If you recently deleted this ${kind} you may be able to recover it using the correct recovery command.`,
  );
}
