import { type StoredVersion, type VaultStore } from '../store.ts';
import { badParameter, VaultError } from './errors.ts';
import { existing, newAttributes, newVersion, readTags, refuseDeleted } from './objects.ts';

const largestValue = 25_600;

/** A new version of the secret. @throws VaultError */
export function setSecret(store: VaultStore, name: string, body: Record<string, unknown>, now: number): StoredVersion {
  const { value, contentType } = body;
  if (typeof value !== 'string') throw badParameter('The property value is missing: a secret needs a value.');
  if (Buffer.byteLength(value) > largestValue)
    throw badParameter(`The value of a secret has at most ${largestValue} bytes.`);
  refuseDeleted(store, 'secret', name);
  if (store.find('secret', name)?.managed) throw managed(name);
  const tags = readTags(body['tags']);
  const made: StoredVersion = {
    version: newVersion(),
    attributes: newAttributes(now, body['attributes']),
    value,
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(tags === undefined ? {} : { tags }),
  };
  store.save('secret', name, made);
  return made;
}

/** Works outside of `nbf` and `exp`, as Key Vault does. @throws VaultError 404, or 403 when the version is disabled */
export function getSecret(store: VaultStore, name: string, version?: string): StoredVersion {
  const found = existing(store, 'secret', name, version);
  if (!found.attributes.enabled)
    throw new VaultError(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');
  return found;
}

/** @throws VaultError when the secret belongs to a certificate, with which it lives and dies */
export function refuseManaged(store: VaultStore, name: string): void {
  if (store.find('secret', name)?.managed) throw managed(name);
}

const managed = (name: string) =>
  new VaultError(403, 'Forbidden', `Secret ${name} belongs to the certificate of that name; change the certificate.`);
