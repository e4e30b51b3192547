const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const groupName = /^[-a-z0-9_().]{0,89}[-a-z0-9_()]$/i;

/** In the form with hyphens; which version and variant it is does not matter. */
export const isUuid = (text: string): boolean => uuid.test(text);
export const isSubscriptionId = isUuid;
export const isOperationId = isUuid;

/** 1 to 90 of letters, digits and `-_().`, the last not a dot (ARM RPC "resource-api", resource group names). */
export const isResourceGroupName = (text: string): boolean => groupName.test(text);

/** The name of a cluster: the same rule, which is narrower than ARM's own. */
export const isResourceName = isResourceGroupName;

/** Locations compare ignoring case and blanks: `West US` is `westus` (ARM RPC "resource-api"). */
export const normalizeLocation = (text: string): string => text.replaceAll(' ', '').toLowerCase();
