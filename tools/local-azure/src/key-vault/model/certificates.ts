import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { type Certificates } from '../../certificates/index.ts';
import { type StoredVersion, type VaultStore } from '../store.ts';
import { badParameter, VaultError } from './errors.ts';
import { newAttributes, newVersion, readTags, refuseDeleted } from './objects.ts';
import { pemContentType, readPolicy, requirePem } from './policy.ts';

interface NewCertificate {
  /** Leaf and chain. */
  certificate: string;
  privateKey: string;
  policy: Record<string, unknown>;
  requestId?: string;
}

/** Issues a new version signed by the local authority, at once. @throws VaultError */
export async function createCertificate(
  store: VaultStore,
  certificates: Certificates,
  name: string,
  body: Record<string, unknown>,
  now: number,
): Promise<void> {
  refuseTaken(store, name);
  const policy = body['policy'] ?? store.policy(name)?.policy;
  const issued = await certificates.issue(readPolicy(policy, new Date(now * 1_000)));
  const requestId = randomUUID().replaceAll('-', '');
  refuseTaken(store, name);
  add(store, name, { ...issued, policy: policy as Record<string, unknown>, requestId }, body, now);
}

/** Takes a PEM text with the private key, the leaf and, if any, the chain. @throws VaultError */
export function importCertificate(
  store: VaultStore,
  name: string,
  body: Record<string, unknown>,
  now: number,
): StoredVersion {
  refuseTaken(store, name);
  const given = (body['policy'] as Record<string, unknown> | undefined) ?? store.policy(name)?.policy;
  // Key Vault looks at the value when the policy does not say; the SDK for JavaScript never sends the policy.
  const secretProps = given?.['secret_props'] ?? { contentType: pemContentType };
  requirePem({ secret_props: secretProps });
  const { certificate, privateKey } = readPem(body['value']);
  const { subject } = new X509Certificate(certificate);
  const policy = {
    issuer: { name: 'Unknown' },
    x509_props: { subject: subject.split('\n').join(', ') },
    ...given,
    secret_props: secretProps,
  };
  return add(store, name, { certificate, privateKey, policy }, body, now);
}

function add(
  store: VaultStore,
  name: string,
  { certificate, privateKey, policy, requestId }: NewCertificate,
  body: Record<string, unknown>,
  now: number,
): StoredVersion {
  const leaf = new X509Certificate(certificate);
  const tags = readTags(body['tags']);
  const made: StoredVersion = {
    version: newVersion(),
    attributes: {
      ...newAttributes(now, body['attributes']),
      nbf: Math.floor(leaf.validFromDate.getTime() / 1_000),
      exp: Math.floor(leaf.validToDate.getTime() / 1_000),
    },
    value: certificate,
    ...(tags === undefined ? {} : { tags }),
  };
  store.atomically(() => {
    store.save('certificate', name, made);
    store.save('secret', name, {
      ...made,
      value: privateKey + certificate,
      contentType: pemContentType,
      managed: true,
    });
    store.savePolicy(name, { policy, ...(requestId === undefined ? {} : { requestId }) });
  });
  return made;
}

/** @throws VaultError when the name is deleted, or is that of a secret that someone set */
function refuseTaken(store: VaultStore, name: string): void {
  refuseDeleted(store, 'certificate', name);
  refuseDeleted(store, 'secret', name);
  const secret = store.find('secret', name);
  if (secret && !secret.managed)
    throw new VaultError(409, 'Conflict', `There is a secret ${name}, so no certificate can have that name.`);
}

function readPem(value: unknown): { certificate: string; privateKey: string } {
  const text = typeof value === 'string' ? value : '';
  const [privateKey] = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]+-----END \1PRIVATE KEY-----/.exec(text) ?? [];
  const chain = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [leaf] = chain;
  if (privateKey === undefined || leaf === undefined)
    throw badParameter('The property value must be a PEM text with a private key and its certificate.');
  try {
    if (new X509Certificate(leaf).checkPrivateKey(createPrivateKey(privateKey)))
      return { certificate: `${chain.join('\n')}\n`, privateKey: `${privateKey}\n` };
  } catch (cause) {
    throw badParameter(`The property value is no PEM text that can be read: ${(cause as Error).message}`);
  }
  throw badParameter('The private key in the property value is not that of the first certificate.');
}
