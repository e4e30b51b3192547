import { isObject, type Json } from '../../arm/model/json.ts';

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

/** Kubernetes API conventions, "Metadata". */
export interface Metadata {
  name: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  /** RFC 3339 in whole seconds. */
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec?: Json;
  status?: Json;
  [member: string]: unknown;
}

/** The value below `path`, or undefined. Numbers are indices of lists. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let current = value;
  for (const part of path) {
    if (Array.isArray(current)) current = (current as unknown[])[Number(part)];
    else if (isObject(current)) current = current[String(part)];
    else return undefined;
  }
  return current;
}

/** The text below `path`; empty when there is none. */
export function textAt(value: unknown, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

/** The list below `path`; empty when there is none. */
export function listAt(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  lastTransitionTime: string;
  reason: string;
  message: string;
}

export const conditionOf = (object: KubeObject | undefined, type: string): Condition | undefined =>
  (listAt(object, 'status', 'conditions') as Condition[]).find((one) => one.type === type);

/** The conditions with `next` in place of those of the same types; an unchanged status keeps its transition time. */
export function withConditions(
  object: KubeObject,
  now: string,
  next: Record<string, { status: boolean; reason?: string; message?: string }>,
): Condition[] {
  const others = (listAt(object, 'status', 'conditions') as Condition[]).filter(({ type }) => !(type in next));
  const changed = Object.entries(next).map(([type, { status, reason = 'AsExpected', message = '' }]): Condition => {
    const text = status ? 'True' : 'False';
    const before = conditionOf(object, type);
    const lastTransitionTime = before?.status === text ? before.lastTransitionTime : now;
    return { type, status: text, lastTransitionTime, reason, message };
  });
  return [...others, ...changed];
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export const kubeTime = (epochMilliseconds: number): string =>
  new Date(Math.floor(epochMilliseconds / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
