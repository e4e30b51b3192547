import { type ErrorBody, isTerminal, type ProvisioningState } from '@aro-rp/api';
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
function endedAs(properties: Properties, state: ProvisioningState): Properties {
  const { failedProvisioningState: _before, ...rest } = properties;
  if (state !== 'Failed') return { ...rest, provisioningState: state };
  return { ...rest, provisioningState: state, failedProvisioningState: properties.provisioningState };
}

/**
 * The properties as a plan leaves them. What an administrator has asked for is none of the customer's changes: however
 * it ends, the cluster goes back to the state before, and keeps why it failed.
 */
export function ended(properties: Properties, state: ProvisioningState, error?: ErrorBody): Properties {
  const before = stateBefore(properties);
  if (before === undefined) return endedAs(properties, state);
  const { lastAdminUpdateError: _mended, ...rest } = properties;
  const lastAdminUpdateError = error && `${error.code}: ${error.message}`;
  return { ...rest, provisioningState: before, ...(lastAdminUpdateError && { lastAdminUpdateError }) };
}

/** Of a cluster that an administrator's update works on; undefined of any other. */
export function stateBefore(properties: Properties | undefined): ProvisioningState | undefined {
  const before = properties?.lastProvisioningState;
  return properties?.provisioningState === 'AdminUpdating' && before !== undefined && isTerminal(before)
    ? before
    : undefined;
}
