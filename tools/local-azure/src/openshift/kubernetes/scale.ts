import { asObject, type Json } from '../../arm/model/json.ts';
import { at, type KubeObject } from './object.ts';
import { type Kind } from './kinds.ts';
import { refusals } from './status.ts';

/** An object as `autoscaling/v1` Scale. */
export function toScale({ metadata, spec, status }: KubeObject): Json {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const labels = asObject(at(spec, 'selector', 'matchLabels'));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(spec, 'replicas') ?? 0 },
    status: {
      replicas: at(status, 'replicas') ?? 0,
      selector: Object.entries(labels)
        .map(([label, value]) => `${label}=${String(value)}`)
        .join(','),
    },
  };
}

/** The object with the replicas of `scale`. @throws ApiError 422 when they are no whole number from 0 */
export function applyScale(kind: Kind, current: KubeObject, scale: Json): KubeObject {
  const replicas = at(scale, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || Number(replicas) < 0)
    throw refusals.invalid(kind, current.metadata.name, 'spec.replicas', 'must be a whole number of at least 0');
  const resourceVersion = at(scale, 'metadata', 'resourceVersion') ?? current.metadata.resourceVersion;
  return {
    ...current,
    metadata: { ...current.metadata, resourceVersion: String(resourceVersion) },
    spec: { ...current.spec, replicas },
  };
}
