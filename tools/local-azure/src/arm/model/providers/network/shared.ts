import { ArmError } from '../../errors.ts';
import { asObject, isText, type Json } from '../../json.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { type AddressRange, parseAddressRange } from './address-range.ts';
import { networkApiVersions } from './api-versions.ts';
import { linkedRights } from './linked-rights.ts';

export const badRequest = (code: string, message: string): ArmError =>
  new ArmError(400, code, message, { details: [] });

/** What every type of Microsoft.Network has in common: weak ETags, `Updating` for creates too, one write at a time. */
export const networkDefaults = {
  apiVersions: networkApiVersions,
  longRunning: { put: true, delete: true },
  working: { create: 'Updating', update: 'Updating', delete: 'Deleting' },
  linked: linkedRights,
  showEtag: (resource: Resource) => `W/"${resource.etag}"`,
  busy: (operationUrl: string) =>
    new ArmError(
      429,
      'AnotherOperationInProgress',
      `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${operationUrl}.`,
      { details: [] },
    ),
} satisfies Partial<ResourceType>;

/** @throws ArmError `InvalidCIDRNotation` */
export const requireAddressRanges = (texts: readonly unknown[], id: string): AddressRange[] =>
  texts.map((text) => {
    const range = parseAddressRange(text);
    if (!range)
      throw badRequest(
        'InvalidCIDRNotation',
        `The address prefix ${String(text)} in resource ${id} has an invalid CIDR notation.`,
      );
    return range;
  });

/** The `id` of a member that refers to another resource; undefined when there is none. */
export function referenceOf(properties: Json, member: string): string | undefined {
  const id = asObject(properties[member])['id'];
  return isText(id) ? id : undefined;
}

/** Whether the member refers to this resource. */
export function refersTo(properties: Json, member: string, id: string): boolean {
  const reference = referenceOf(properties, member);
  return reference !== undefined && equalIds(reference, id);
}

export const referenceNotFound = (from: string, to: string): ArmError =>
  badRequest(
    'InvalidResourceReference',
    `Resource ${to} referenced by resource ${from} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );

/**
 * @param location where `to` has to be; anywhere when absent
 * @throws ArmError unless what is referred to exists, with what encloses it, and is not being made or deleted
 */
export function requireReference(view: ResourceView, from: string, to: string, location?: string): Resource {
  const target = view.get(to);
  if (!target) throw referenceNotFound(from, to);
  const parentId = parentIdOf(target.id);
  const parent = parentId === undefined ? undefined : view.get(parentId);
  if (location !== undefined && location !== (target.location ?? parent?.location)) throw referenceNotFound(from, to);
  for (const one of [target, parent])
    if (one !== undefined && one.provisioningState !== 'Succeeded')
      throw new ArmError(
        429,
        'ReferencedResourceNotProvisioned',
        `Cannot proceed with operation because resource ${one.id} used by resource ${from} is not in Succeeded state. Resource is in ${one.provisioningState} state.`,
        { details: [] },
      );
  return target;
}

export const missing = (parameter: string, id: string): ArmError =>
  badRequest('MissingRequiredParameter', `Required parameter ${parameter} is missing in ${id}.`);
