import { createHash, X509Certificate } from 'node:crypto';
import { wireAttributes } from '../model/objects.ts';
import { type Deletion, type Kind, type PolicyRecord, type StoredVersion } from '../store.ts';

/** `https://localhost:PORT/secrets/NAME/VERSION`, as the SDKs take it apart. */
export function idOf(origin: string, kind: Kind, name: string, version?: string): string {
  return `${origin}/${kind}s/${name}${version === undefined ? '' : `/${version}`}`;
}

/** One entry of a list: no value. */
export function item(origin: string, kind: Kind, name: string, stored: StoredVersion, withVersion: boolean) {
  return {
    id: idOf(origin, kind, name, withVersion ? stored.version : undefined),
    ...(kind === 'certificate' ? { x5t: thumbprint(stored) } : {}),
    ...shared(stored),
  };
}

export function secretBundle(origin: string, name: string, stored: StoredVersion): Record<string, unknown> {
  return {
    value: stored.value,
    id: idOf(origin, 'secret', name, stored.version),
    ...shared(stored),
    ...(stored.managed ? { kid: `${origin}/keys/${name}/${stored.version}` } : {}),
  };
}

export function certificateBundle(
  origin: string,
  name: string,
  stored: StoredVersion,
  record: PolicyRecord | undefined,
): Record<string, unknown> {
  return {
    id: idOf(origin, 'certificate', name, stored.version),
    kid: `${origin}/keys/${name}/${stored.version}`,
    sid: idOf(origin, 'secret', name, stored.version),
    x5t: thumbprint(stored),
    cer: new X509Certificate(stored.value).raw.toString('base64'),
    ...shared(stored),
    policy: policy(origin, name, record),
    ...(record?.requestId === undefined ? {} : { pending: { id: `${idOf(origin, 'certificate', name)}/pending` } }),
  };
}

export function policy(origin: string, name: string, record: PolicyRecord | undefined): Record<string, unknown> {
  return { id: `${idOf(origin, 'certificate', name)}/policy`, ...record?.policy };
}

/** Creation is done when it is answered, so that an operation is only ever seen completed. */
export function operation(origin: string, name: string, record: PolicyRecord): Record<string, unknown> {
  const id = idOf(origin, 'certificate', name);
  return {
    id: `${id}/pending`,
    issuer: record.policy['issuer'],
    cancellation_requested: false,
    status: 'completed',
    target: id,
    request_id: record.requestId,
  };
}

/** What a deleted thing has in addition. */
export function deleted(origin: string, kind: Kind, { name, deletedAt, purgeAt }: Deletion): Record<string, unknown> {
  return { recoveryId: `${origin}/deleted${kind}s/${name}`, deletedDate: deletedAt, scheduledPurgeDate: purgeAt };
}

function shared({ attributes, tags, contentType, managed }: StoredVersion): Record<string, unknown> {
  return {
    attributes: wireAttributes(attributes),
    ...(tags === undefined ? {} : { tags }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(managed === undefined ? {} : { managed }),
  };
}

const thumbprint = ({ value }: StoredVersion) =>
  createHash('sha1').update(new X509Certificate(value).raw).digest('base64url');
