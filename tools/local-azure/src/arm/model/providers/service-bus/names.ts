import { ArmError } from '../../errors.ts';
import { equalIds } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';

export const namespaceType = 'Microsoft.ServiceBus/namespaces';
export const queueType = `${namespaceType}/queues`;

/** Microsoft.ServiceBus's versions, newest first. */
export const serviceBusApiVersions = [
  '2026-01-01',
  '2025-05-01-preview',
  '2024-01-01',
  '2023-01-01-preview',
  '2022-10-01-preview',
  '2021-11-01',
  '2021-06-01-preview',
  '2017-04-01',
] as const;

/** The provider words nearly every refusal so. */
export const badRequest = (message: string): ArmError => new ArmError(400, 'BadRequest', message);

/**
 * "Create Namespace": 6 to 50 letters, digits and hyphens, from a letter to a letter or digit, not ending in `-sb` or
 * `-mgmt`; unique in all of Azure, ignoring case.
 * @param id of the namespace that wants it; undefined: of none that exists
 * @returns why it cannot have the name
 */
export function checkNamespaceName(name: string, view: ResourceView, id?: string): ArmError | undefined {
  const isName = /^(?=.{6,50}$)[a-z][a-z0-9-]*[a-z0-9]$/i.test(name) && !/(-sb|-mgmt)$/i.test(name);
  if (!isName) return badRequest(`The specified service namespace is invalid: '${name}'.`);
  const owner = view.ofType(undefined, namespaceType).find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!owner || (id !== undefined && equalIds(owner.id, id))) return undefined;
  return badRequest(
    'The specified name is not available. For more information visit https://aka.ms/eventhubsarmexceptions.',
  );
}

/** Of a queue: letters, digits, periods, hyphens, underscores and slashes, from a letter or digit to one. */
export const isQueueName = (name: string): boolean => /^(?=.{1,260}$)[a-z0-9](?:[\w./-]*[a-z0-9])?$/i.test(name);
