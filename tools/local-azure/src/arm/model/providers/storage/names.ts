import { ArmError } from '../../errors.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';

export const accountType = 'Microsoft.Storage/storageAccounts';

/**
 * Names are unique in all of Azure.
 * @param id of the account that wants it; undefined: of none that exists
 * @returns why it cannot have the name
 */
export function checkAccountName(name: string, view: ResourceView, id?: string): ArmError | undefined {
  if (!/^[a-z0-9]{3,24}$/.test(name))
    return new ArmError(
      400,
      'AccountNameInvalid',
      `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
    );
  const owner = view.ofType(undefined, accountType).find((one) => one.name === name);
  if (!owner || (id !== undefined && equalIds(owner.id, id))) return undefined;
  const subscriptionOf = (one: string) => parseResourcePath(one)?.subscriptionId.toLowerCase();
  return id !== undefined && subscriptionOf(owner.id) === subscriptionOf(id)
    ? new ArmError(
        409,
        'StorageAccountInAnotherResourceGroup',
        `The account ${name} is already in another resource group in this subscription.`,
      )
    : new ArmError(409, 'StorageAccountAlreadyTaken', `The storage account named ${name} is already taken.`);
}
