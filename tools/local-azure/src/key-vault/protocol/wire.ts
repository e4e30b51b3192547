import { createHash, X509Certificate } from 'node:crypto';
import { type Retention } from '../resource.ts';
import { wireAttributes } from '../model/objects.ts';
import { type Deletion, type Kind, type PolicyRecord, type StoredVersion } from '../store.ts';

/** The vault as it shows in what it hands out. */
export interface Site {
  /** Without a slash at the end. */
  origin: string;
  retention: Retention;
}

/** `https://localhost:PORT/secrets/NAME/VERSION`, as the SDKs take it apart. */
export function idOf(origin: string, kind: Kind, name: string, version?: string): string {
  return `${origin}/${kind}s/${name}${version === undefined ? '' : `/${version}`}`;
}

/** One entry of a list: no value. */
export function item(site: Site, kind: Kind, name: string, stored: StoredVersion, withVersion: boolean) {
  return {
    id: idOf(site.origin, kind, name, withVersion ? stored.version : undefined),
    ...(kind === 'certificate' ? { x5t: thumbprint(stored) } : {}),
    ...shared(site, stored),
  };
}

export function secretBundle(site: Site, name: string, stored: StoredVersion): Record<string, unknown> {
  return {
    value: stored.value,
    id: idOf(site.origin, 'secret', name, stored.version),
    ...shared(site, stored),
    ...(stored.managed ? { kid: `${site.origin}/keys/${name}/${stored.version}` } : {}),
  };
}

export function certificateBundle(
  site: Site,
  name: string,
  stored: StoredVersion,
  record: PolicyRecord | undefined,
): Record<string, unknown> {
  return {
    id: idOf(site.origin, 'certificate', name, stored.version),
    kid: `${site.origin}/keys/${name}/${stored.version}`,
    sid: idOf(site.origin, 'secret', name, stored.version),
    x5t: thumbprint(stored),
    cer: new X509Certificate(stored.value).raw.toString('base64'),
    ...shared(site, stored),
    policy: policy(site, name, record),
    ...(record?.requestId === undefined
      ? {}
      : { pending: { id: `${idOf(site.origin, 'certificate', name)}/pending` } }),
  };
}

export function policy(site: Site, name: string, record: PolicyRecord | undefined): Record<string, unknown> {
  return { id: `${idOf(site.origin, 'certificate', name)}/policy`, ...record?.policy };
}

/** Creation is done when it is answered, so that an operation is only ever seen completed. */
export function operation(site: Site, name: string, record: PolicyRecord): Record<string, unknown> {
  const id = idOf(site.origin, 'certificate', name);
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
export function deleted(site: Site, kind: Kind, { name, deletedAt, purgeAt }: Deletion): Record<string, unknown> {
  return { recoveryId: `${site.origin}/deleted${kind}s/${name}`, deletedDate: deletedAt, scheduledPurgeDate: purgeAt };
}

function shared(
  { retention }: Site,
  { attributes, tags, contentType, managed }: StoredVersion,
): Record<string, unknown> {
  return {
    attributes: wireAttributes(attributes, retention),
    ...(tags === undefined ? {} : { tags }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(managed === undefined ? {} : { managed }),
  };
}

const thumbprint = ({ value }: StoredVersion) =>
  createHash('sha1').update(new X509Certificate(value).raw).digest('base64url');
