import { groupIdPath, subscriptionIdPath } from '../../model/resource-id.ts';
import { eager, type Given, type LanguageFunction, notHere } from './language-function.ts';

/** `type` and names as they follow each other in an id: `providers/NAMESPACE/TYPE/NAME/…`. */
function providerPath(given: Given, at: number): string {
  const type = given.text(at);
  const [namespace = '', ...types] = type.split('/');
  const names = given.values.slice(at + 1).map((_name, n) => given.text(at + 1 + n));
  if (types.length === 0 || types.some((one) => one === ''))
    throw given.fail(`expects a resource type such as 'Microsoft.Network/virtualNetworks'; '${type}' is none.`);
  if (names.length !== types.length)
    throw given.fail(
      `cannot be evaluated: the type '${type}' requires '${types.length}' resource name argument(s), '${names.length}' given.`,
    );
  return `providers/${namespace}/${types.map((one, n) => `${one}/${names[n] ?? ''}`).join('/')}`;
}

/** Where the type stands: the first parameter with a slash. */
function typeAt(given: Given, most: number): number {
  const at = given.values.findIndex((value) => typeof value === 'string' && value.includes('/'));
  if (at < 0 || at > most) throw given.fail('expects a resource type after at most a subscription and a group.');
  return at;
}

/** Groups stand behind no provider in an id. */
const isGroupType = (given: Given, at: number): boolean =>
  given.text(at).toLowerCase() === 'microsoft.resources/resourcegroups' && given.length === at + 2;

const resourceId = eager('resourceId', 2, 'many', (given, { surroundings }) => {
  const at = typeAt(given, 2);
  if (isGroupType(given, at))
    return groupIdPath(at === 0 ? surroundings.subscriptionId : given.text(0), given.text(at + 1));
  const subscriptionId = at === 2 ? given.text(0) : surroundings.subscriptionId;
  const group = at === 0 ? surroundings.resourceGroup : given.text(at - 1);
  const root = group === undefined ? subscriptionIdPath(subscriptionId) : groupIdPath(subscriptionId, group);
  return `${root}/${providerPath(given, at)}`;
});

const subscriptionResourceId = eager('subscriptionResourceId', 2, 'many', (given, { surroundings }) => {
  const at = typeAt(given, 1);
  const subscriptionId = at === 1 ? given.text(0) : surroundings.subscriptionId;
  if (isGroupType(given, at)) return groupIdPath(subscriptionId, given.text(at + 1));
  return `${subscriptionIdPath(subscriptionId)}/${providerPath(given, at)}`;
});

const reference = eager('reference', 1, 3, (given, scope) => {
  if (!scope.reference) throw notHere('reference');
  const full = given.length > 2 && given.text(2).toLowerCase() === 'full';
  if (given.length > 2 && !full) throw given.fail(`expects its third parameter to be 'Full'.`);
  const version = given.length > 1 && given.any(1) !== '' ? given.text(1) : undefined;
  return scope.reference(given.text(0), version, full);
});

/** `listKeys` and whatever else begins with `list`: a POST to the resource. */
export const listFunction = (name: string): LanguageFunction =>
  eager(name, 2, 3, (given, scope) => {
    if (!scope.list) throw notHere(name);
    return scope.list(name, given.text(0), given.text(1), given.any(2));
  });

const zones = ['1', '2', '3'];

const pickZones = eager('pickZones', 3, 5, (given) => {
  const count = given.integerOr(3, 1);
  const offset = given.integerOr(4, 0);
  for (const at of [0, 1, 2]) given.text(at);
  if (count < 1 || offset < 0 || count + offset > zones.length)
    throw given.fail(`cannot pick '${count}' zone(s) after '${offset}': the location has '${zones.length}'.`);
  return zones.slice(offset, offset + count);
});

export const resourceFunctions: LanguageFunction[] = [
  resourceId,
  subscriptionResourceId,
  eager('tenantResourceId', 2, 'many', (given) => `/${providerPath(given, 0)}`),
  eager('extensionResourceId', 3, 'many', (given) => `${given.text(0).replace(/\/$/, '')}/${providerPath(given, 1)}`),
  reference,
  pickZones,
];
