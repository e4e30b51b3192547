import { type RoleDefinition } from '../model/authorization/role-definitions.ts';
import { ArmError } from '../model/errors.ts';
import { keyOf } from '../model/resource-id.ts';

const principal = /^(?:principalId\s+eq\s+'([^']+)'|assignedTo\('([^']+)'\))$/i;

/** `atScope()`, `principalId eq '..'` and `assignedTo('..')`, joined by `and`. @throws ArmError for anything else */
export function parseAssignmentFilter(text: string | undefined): { below: boolean; principalId?: string } {
  const parts = partsOf(text);
  let below = true;
  let principalId: string | undefined;
  for (const part of parts) {
    const match = principal.exec(part);
    if (/^atScope\(\)$/i.test(part)) below = false;
    else if (match) principalId = match[1] ?? match[2];
    else throw invalid(text);
  }
  return { below, ...(principalId === undefined ? {} : { principalId }) };
}

/** `roleName eq '..'`, `type eq '..'`, `atScopeAndBelow()`, joined by `and`. @throws ArmError for anything else */
export function parseDefinitionFilter(text: string | undefined): (definition: RoleDefinition) => boolean {
  const tests = partsOf(text).map((part) => {
    const [, member = '', value = ''] = /^(roleName|type)\s+eq\s+'([^']*)'$/i.exec(part) ?? [];
    if (/^atScopeAndBelow\(\)$|^atScope\(\)$/i.test(part)) return () => true;
    if (member === '') throw invalid(text);
    const read = keyOf(member) === 'rolename' ? ({ roleName }: RoleDefinition) => roleName : typeOf;
    return (definition: RoleDefinition) => keyOf(read(definition)) === keyOf(value);
  });
  return (definition) => tests.every((test) => test(definition));
}

const typeOf = ({ type }: RoleDefinition): string => type;

const partsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/ and /i)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const invalid = (text: string | undefined): ArmError =>
  new ArmError(
    400,
    'UnsupportedQuery',
    `The filter '${text}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}'' or 'assignedTo('{value}')'.`,
  );
