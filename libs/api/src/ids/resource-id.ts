declare const keyBrand: unique symbol;

export const providerNamespace = 'Microsoft.RedHatOpenShift';
export const resourceType = 'openShiftClusters';

/** The id of a cluster. Two ids are the same resource when their keys are equal (ARM compares ids ignoring case). */
export interface ResourceId {
  /** Lower-cased. */
  readonly subscriptionId: string;
  /** As written. */
  readonly resourceGroup: string;
  /** As written. */
  readonly name: string;
  /** The whole id as written, without leading doubled slashes. */
  readonly id: string;
  /** The whole id, lower-cased. */
  readonly key: string & { readonly [keyBrand]: 'key' };
}

const pattern = new RegExp(
  `^/+subscriptions/([0-9a-f-]{36})/resourcegroups/([^/]+)/providers/${providerNamespace.replace('.', '\\.')}/${resourceType}/([^/]+)$`,
  'i',
);

/** @returns undefined when the text is not the id of a cluster. Says nothing of whether group and name are allowed. */
export function parseResourceId(text: string): ResourceId | undefined {
  const [, subscriptionId, resourceGroup, name] = pattern.exec(text) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return undefined;
  const id = text.replace(/^\/+/, '/');
  return {
    subscriptionId: subscriptionId.toLowerCase(),
    resourceGroup,
    name,
    id,
    key: id.toLowerCase() as ResourceId['key'],
  };
}

export const sameResource = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
