import { errors, isResourceGroupName } from '@aro-rp/api';
import { type Handler } from '../http/call.ts';

/**
 * Clusters cannot be moved: their managed group, roles and names in Azure are made for the id that they have. ARM asks
 * before it moves and when it does (ARM RPC "resource-api", moving resources); both get the same answer, and nothing is
 * looked up or changed.
 * @throws CloudError 400, always
 */
export const refuseMove: Handler = ({ body }) => {
  const { targetResourceGroup, resources } = objectOf(body?.value);
  if (typeof targetResourceGroup !== 'string' || !isResourceGroupName(nameOf(targetResourceGroup))) {
    throw errors.invalidParameter('targetResourceGroup', 'It is the id of a resource group.');
  }
  if (!isTexts(resources) || resources.length === 0) {
    throw errors.invalidParameter('resources', 'They are a list of resource ids, one at least.');
  }
  throw errors.resourceMoveNotSupported();
};

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw errors.invalidRequestContent('The request content is not a JSON object.');
}

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
