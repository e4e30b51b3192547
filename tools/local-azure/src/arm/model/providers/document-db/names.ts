import { type ArmError } from '../../errors.ts';
import { equalIds } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { accountType, badRequest } from './shared.ts';

/**
 * Names are unique in all of Azure.
 * @param id of the account that wants it
 * @returns why it cannot have the name
 */
export function checkAccountName(name: string, view: ResourceView, id: string): ArmError | undefined {
  if (!/^[a-z0-9][a-z0-9-]{1,42}[a-z0-9]$/.test(name))
    return badRequest(
      `Database account name '${name}' is invalid: it has 3 to 44 characters, lower-case letters, digits and hyphens.`,
    );
  const owner = view.ofType(undefined, accountType).find((one) => one.name.toLowerCase() === name);
  return !owner || equalIds(owner.id, id)
    ? undefined
    : badRequest(`Dns record for ${name} under zone Document is already taken.`);
}
