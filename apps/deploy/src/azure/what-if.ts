import { type Change, type PropertyChange } from './region.ts';

interface Shown {
  resourceId?: string;
  changeType?: string;
  delta?: ShownProperty[] | null;
  unsupportedReason?: string | null;
}

interface ShownProperty {
  path?: string;
  propertyChangeType?: string;
  before?: unknown;
  after?: unknown;
  children?: ShownProperty[] | null;
}

/** @param answer of `whatIf` ("Deployments - What If", WhatIfOperationResult) @returns in the order of their ids */
export function readChanges(answer: Record<string, unknown>): Change[] {
  const { changes } = (answer['properties'] ?? {}) as { changes?: Shown[] };
  return (changes ?? []).map(changeOf).sort((a, b) => a.id.localeCompare(b.id));
}

function changeOf({ resourceId = '', changeType, delta, unsupportedReason }: Shown): Change {
  return {
    id: resourceId,
    ...nameOf(resourceId),
    change: (changeType ?? 'Unsupported') as Change['change'],
    properties: (delta ?? []).map(propertyOf),
    ...(unsupportedReason && { reason: unsupportedReason }),
  };
}

const propertyOf = ({ path = '', propertyChangeType, before, after, children }: ShownProperty): PropertyChange => ({
  path,
  change: (propertyChangeType ?? 'Modify') as PropertyChange['change'],
  ...(before !== undefined && before !== null && { before }),
  ...(after !== undefined && after !== null && { after }),
  children: (children ?? []).map(propertyOf),
});

/** `Microsoft.A/b/c` and `x/y` of `…/providers/Microsoft.A/b/x/c/y`, of the last provider in the id. */
export function nameOf(id: string): { type: string; name: string } {
  const parts = id.split(/\/providers\//i);
  if (parts.length < 2) return { type: 'Microsoft.Resources/resourceGroups', name: id.split('/').at(-1) ?? id };
  const [namespace = '', ...rest] = (parts.at(-1) ?? '').split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  return { type: [namespace, ...types].join('/'), name: names.join('/') };
}

/** Whether a deployment would do anything to it, as far as ARM can tell. */
export const isEffective = ({ change }: Change): boolean =>
  change === 'Create' || change === 'Modify' || change === 'Delete';
