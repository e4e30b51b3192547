import { type Certificates } from '../../certificates/index.ts';
import { createCertificate, importCertificate } from '../model/certificates.ts';
import { badParameter, VaultError } from '../model/errors.ts';
import { deletedOne, existing, markDeleted, updateVersion } from '../model/objects.ts';
import { requirePem } from '../model/policy.ts';
import { getSecret, refuseManaged, setSecret } from '../model/secrets.ts';
import { type Deletion, type Kind, type StoredVersion, type VaultStore } from '../store.ts';
import { certificateBundle, deleted, item, operation, policy, secretBundle, type Site } from './wire.ts';

export interface Call {
  method: string;
  /** The path's parts. */
  parts: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** Seconds since 1970. */
  now: number;
}

export interface Answer {
  status: number;
  body?: unknown;
}

export interface Vault extends Site {
  store: VaultStore;
  certificates: Certificates;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const collections: Record<string, { kind: Kind; deleted: boolean }> = {
  secrets: { kind: 'secret', deleted: false },
  certificates: { kind: 'certificate', deleted: false },
  deletedsecrets: { kind: 'secret', deleted: true },
  deletedcertificates: { kind: 'certificate', deleted: true },
};

/** Key Vault REST, 7.x and later: the routes of secrets and certificates. @throws VaultError */
export async function route(vault: Vault, call: Call): Promise<Answer> {
  const [first = '', given, third, ...rest] = call.parts;
  const collection = collections[first.toLowerCase()];
  if (!collection || rest.length > 0) throw noRoute(call);
  const { kind } = collection;
  if (given === undefined) return call.method === 'GET' ? listNames(vault, call, collection) : fail(call);
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(given)) throw badParameter(`The request URI contains an invalid name: ${given}`);
  const name = vault.store.canonicalName(kind, given) ?? given;
  if (collection.deleted) return deletedRoute(vault, call, kind, name, third);
  if (call.method === 'GET' && third === 'versions') return listVersions(vault, call, kind, name);
  if (call.method === 'DELETE' && third === undefined) {
    if (kind === 'secret') refuseManaged(vault.store, name);
    return ok(remove(vault, call, kind, name));
  }
  return kind === 'secret' ? secretRoute(vault, call, name, third) : certificateRoute(vault, call, name, third);
}

function secretRoute(vault: Vault, call: Call, name: string, version: string | undefined): Answer {
  const { store } = vault;
  switch (call.method) {
    case 'PUT':
      return version === undefined
        ? ok(secretBundle(vault, name, setSecret(store, name, call.body, call.now)))
        : fail(call);
    case 'GET':
      return ok(secretBundle(vault, name, getSecret(store, name, version)));
    case 'PATCH': {
      const updated = updateVersion(store, 'secret', name, version, call.body, call.now);
      return ok(item(vault, 'secret', name, updated, true));
    }
    default:
      return fail(call);
  }
}

async function certificateRoute(vault: Vault, call: Call, name: string, third: string | undefined): Promise<Answer> {
  const { store } = vault;
  const bundle = (stored: StoredVersion) => ok(certificateBundle(vault, name, stored, store.policy(name)));
  const record = () => {
    existing(store, 'certificate', name);
    return store.policy(name) ?? { policy: {} };
  };
  switch (`${call.method} ${third ?? ''}`) {
    case 'POST create':
      await createCertificate(store, vault.certificates, name, call.body, call.now);
      return { status: 202, body: operation(vault, name, record()) };
    case 'POST import':
      return bundle(importCertificate(store, name, call.body, call.now));
    case 'GET pending':
      if (record().requestId === undefined)
        throw new VaultError(404, 'PendingCertificateNotFound', `Pending certificate not found: ${name}`);
      return ok(operation(vault, name, record()));
    case 'GET policy':
      return ok(policy(vault, name, record()));
    case 'PATCH policy': {
      const changed = { ...record(), policy: { ...record().policy, ...call.body } };
      requirePem(changed.policy);
      store.savePolicy(name, changed);
      return ok(policy(vault, name, changed));
    }
    default:
      if (call.method === 'GET') return bundle(existing(store, 'certificate', name, third));
      if (call.method === 'PATCH') return bundle(updateVersion(store, 'certificate', name, third, call.body, call.now));
      return fail(call);
  }
}

function deletedRoute(vault: Vault, call: Call, kind: Kind, name: string, third: string | undefined): Answer {
  const { origin, store } = vault;
  const { newest, deletion } = deletedOne(store, kind, name);
  const both = (change: (one: Kind) => void) =>
    store.atomically(() => {
      change(kind);
      if (kind === 'certificate') change('secret');
    });
  switch (`${call.method} ${third ?? ''}`.trimEnd()) {
    case 'GET':
      return ok(deletedBundle(vault, kind, newest, deletion));
    case 'POST recover':
      both((one) => store.recover(one, name));
      return ok(live(vault, kind, name, newest));
    case 'DELETE':
      if (!vault.retention.isPurgeable) throw purgeProtected(name);
      both((one) => store.purge(one, name));
      return { status: 204 };
    default:
      throw noRoute({ ...call, parts: [origin, ...call.parts] });
  }
}

/** A certificate takes its secret along. */
function remove(vault: Vault, call: Call, kind: Kind, name: string): Record<string, unknown> {
  const { store } = vault;
  const newest = existing(store, kind, name);
  const deletion = store.atomically(() => {
    if (kind === 'certificate') markDeleted(store, 'secret', name, call.now, vault.retention.days);
    return markDeleted(store, kind, name, call.now, vault.retention.days);
  });
  return deletedBundle(vault, kind, newest, deletion);
}

function deletedBundle(vault: Vault, kind: Kind, newest: StoredVersion, deletion: Deletion): Record<string, unknown> {
  const { value: _, ...shown } = live(vault, kind, deletion.name, newest);
  return { ...shown, ...deleted(vault, kind, deletion) };
}

function live(vault: Vault, kind: Kind, name: string, stored: StoredVersion): Record<string, unknown> {
  return kind === 'secret'
    ? secretBundle(vault, name, stored)
    : certificateBundle(vault, name, stored, vault.store.policy(name));
}

function listNames(vault: Vault, call: Call, { kind, deleted: isDeleted }: { kind: Kind; deleted: boolean }): Answer {
  const { store } = vault;
  const page = store.names(kind, { deleted: isDeleted, ...window(call) });
  const value = page.items.flatMap((name) => {
    const newest = store.find(kind, name);
    if (!newest) return [];
    const deletion = isDeleted ? store.deletion(kind, name) : undefined;
    return [{ ...item(vault, kind, name, newest, false), ...(deletion ? deleted(vault, kind, deletion) : {}) }];
  });
  return ok({ value, nextLink: nextLink(vault, call, page.next) });
}

function listVersions(vault: Vault, call: Call, kind: Kind, name: string): Answer {
  const { store } = vault;
  if (store.deletion(kind, name) || !store.find(kind, name)) return ok({ value: [], nextLink: null });
  const page = store.versions(kind, name, window(call));
  const value = page.items.map((stored) => item(vault, kind, name, stored, true));
  return ok({ value, nextLink: nextLink(vault, call, page.next) });
}

function window({ query }: Call): { after?: string; limit: number } {
  const asked = Number(query.get('maxresults') ?? 25);
  if (!Number.isInteger(asked) || asked < 1 || asked > 25) throw badParameter('maxresults must be from 1 to 25.');
  const after = query.get('$skiptoken');
  return { limit: asked, ...(after === null ? {} : { after }) };
}

function nextLink({ origin }: Vault, call: Call, next: string | undefined): string | null {
  if (next === undefined) return null;
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', next);
  return `${origin}/${call.parts.join('/')}?${query}`;
}

const purgeProtected = (name: string) =>
  new VaultError(
    403,
    'Forbidden',
    `Operation "purge" is not allowed because purge protection is enabled for this vault: ${name}. Key Vault service will automatically purge it after the retention period has passed.`,
    'ForbiddenByPolicy',
  );
const noRoute = ({ method, parts }: Call) =>
  new VaultError(404, 'NotFound', `There is no ${method} /${parts.join('/')} in this key vault.`);
const fail = (call: Call): never => {
  throw noRoute(call);
};
