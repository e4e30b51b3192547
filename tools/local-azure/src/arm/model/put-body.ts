import { ArmError, refusals } from './errors.ts';
import { asObject, isObject, type Json, sameJson } from './json.ts';
import { type Locations } from './locations.ts';
import { equalIds, parseResourcePath } from './resource-id.ts';
import { type ResourceGroup } from './resource-groups.ts';
import { type Resource } from './resource.ts';
import { type Target } from './resources.ts';

/** Where a resource is to be; undefined for children. @throws ArmError */
export function locationOf(
  target: Target,
  group: ResourceGroup,
  body: Json,
  current: Resource | undefined,
  locations: Locations,
): string | undefined {
  const { kind } = target.type;
  const type = `${target.namespace}/${target.type.name}`;
  if (kind === 'child') return undefined;
  if (kind === 'global') {
    if (body['location'] === undefined) throw refusals.locationRequired();
    if (String(body['location']).toLowerCase() === 'global') return 'global';
    throw new ArmError(
      400,
      'LocationNotAvailableForResourceType',
      `The provided location '${String(body['location'])}' is not available for resource type '${type}'. List of available regions for the resource type is 'global'.`,
    );
  }
  const location = locations.forResource(body['location'], type);
  if (current?.location !== undefined && current.location !== location)
    throw new ArmError(
      409,
      'InvalidResourceLocation',
      `The resource '${target.name}' already exists in location '${current.location}' in resource group '${group.name}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    );
  return location;
}

/** Name and id come from the URL; a body that says otherwise is refused (ARM RPC, resource API). */
export function refuseContradiction(target: Target, body: Json): void {
  const { id, name } = body;
  const sameName = typeof name !== 'string' || name.toLowerCase() === target.name.toLowerCase();
  const sameId = typeof id !== 'string' || equalIds(id, target.id) || parseResourcePath(id) === undefined;
  if (sameName && sameId) return;
  throw new ArmError(
    400,
    'InvalidRequestContent',
    `The request content is not valid: name or id of the body is not that of the request '${target.id}'.`,
  );
}

/** Whether a write would change what is stored. */
export function sameContent(one: Resource, other: Resource): boolean {
  const content = ({ location, tags, envelope, properties }: Resource) => ({ location, tags, envelope, properties });
  return sameJson(content(one), content(other));
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Json = { ...asObject(target) };
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  return merged;
}
