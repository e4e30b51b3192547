import { type Attempt, readCondition } from './condition.ts';

const [one, other] = ['7f951dda-4ed3-4680-a7ca-43fe172d538d', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'];
const write = "ActionMatches{'Microsoft.Authorization/roleAssignments/write'}";
const role = '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]';
const attempt = (given?: string, action = 'Microsoft.Authorization/roleAssignments/write'): Attempt => ({
  action,
  attributes: given === undefined ? {} : { 'request[microsoft.authorization/roleassignments:roledefinitionid]': given },
});

it('of the portal lets through the roles that it lists, and says nothing of other actions', () => {
  const holds = readCondition(`((!(${write})) OR (${role} ForAnyOfAnyValues:GuidEquals {${other}, ${one}}))`);

  expect(holds?.(attempt(one.toUpperCase()))).toBe(true);
  expect(holds?.(attempt('ba92f5b4-2d11-453d-a403-e96b0029c9fe'))).toBe(false);
  expect(holds?.(attempt(undefined))).toBe(false);
  expect(holds?.(attempt(undefined, 'Microsoft.Storage/storageAccounts/write'))).toBe(true);
  expect(holds?.({ action: attempt().action })).toBe(true);
});

it.each([
  [`${role} GuidEquals ${one}`, true],
  [`${role} GuidNotEquals ${one}`, false],
  [`${role} ForAnyOfAllValues:GuidNotEquals{${one}, ${other}}`, false],
  [`${role} ForAnyOfAnyValues:GuidNotEquals{${one}, ${other}}`, true],
  [`NOT ${write} && ${write}`, false],
  [`${write} || ${write} AND !${write}`, true],
  [`(${write} or ${write}) and not ${write}`, false],
])('%s is %s', (text, expected) => {
  expect(readCondition(text)?.(attempt(one))).toBe(expected);
});

it.each([
  ...['', '()', write + write, `(${write}`, `${write})`, `${write} AND`, 'OR', 'true', `${role} StringEquals 'x'`],
  ...[`${role} GuidEquals {${one}}`, `${role} ForAnyOfAnyValues:GuidEquals ${one}`],
])('%s is none', (text) => {
  expect(readCondition(text)).toBeUndefined();
});
