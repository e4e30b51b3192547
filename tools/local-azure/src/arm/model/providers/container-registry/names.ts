import { ArmError } from '../../errors.ts';
import { equalIds } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';

export const registryType = 'Microsoft.ContainerRegistry/registries';

/** The service's own; it is reached at the registry service's root. */
export const serviceRegistry = 'arolocal';

/** Microsoft.ContainerRegistry's versions, newest first. */
export const registryApiVersions = [
  '2025-11-01',
  '2025-04-01',
  '2023-07-01',
  '2022-12-01',
  '2021-09-01',
  '2020-11-01-preview',
  '2019-05-01',
  '2017-10-01',
] as const;

/**
 * Names are unique in all of Azure, ignoring case.
 * @param id of the registry that wants it; undefined: of none that exists
 * @returns why it cannot have the name
 */
export function checkRegistryName(name: string, view: ResourceView, id?: string): ArmError | undefined {
  if (!/^[a-zA-Z0-9]{5,50}$/.test(name))
    return new ArmError(
      400,
      'InvalidResourceName',
      `The registry name '${name}' is invalid. Registry names may contain alpha numeric characters only and must be between 5 and 50 characters.`,
    );
  const owner = view.ofType(undefined, registryType).find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!owner || (id !== undefined && equalIds(owner.id, id))) return undefined;
  return new ArmError(409, 'AlreadyInUse', `The registry DNS name ${name.toLowerCase()}.azurecr.io is already in use.`);
}
