import { type ProvisioningState } from '@aro-rp/api';
import { type ClusterDocument } from '../documents.ts';

type Properties = ClusterDocument['cluster']['properties'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Profiles are merged member by member, one level deep; everything else, lists included, is replaced. */
export function mergeProperties(current: Properties | undefined, changes: Record<string, unknown> = {}): Properties {
  const merged: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merged as unknown as Properties;
}

/** A state that runs; what it follows is remembered. */
export const begun = (properties: Properties, state: ProvisioningState, before: string | undefined): Properties => ({
  ...properties,
  provisioningState: state,
  ...(before !== undefined && { lastProvisioningState: before as ProvisioningState }),
});

/** A terminal state; what failed is remembered while it is `Failed`. */
export function ended(properties: Properties, state: ProvisioningState): Properties {
  const { failedProvisioningState: _before, ...rest } = properties;
  if (state !== 'Failed') return { ...rest, provisioningState: state };
  return { ...rest, provisioningState: state, failedProvisioningState: properties.provisioningState };
}
