import { asObject, type Json } from '../../../arm/model/json.ts';
import { contains, parseAddressRange } from '../../../arm/model/providers/network/address-range.ts';
import { type Resource } from '../../../arm/model/resource.ts';
import { listAt, textAt } from '../../kubernetes/object.ts';

/** What a boot asks for is all in Azure, and answers here. */
const port = 443;

/** Of destinations, those that hold everything that a boot asks for: the Internet has Azure in it. */
const everywhere = ['*', 'internet', '0.0.0.0/0', 'azurecloud'];

/**
 * The rule of a security group that keeps a machine from calling Azure over HTTPS: of the outbound rules that are about
 * it, the one with the lowest priority decides; without one, Azure's own rules let it out. Rules about a part of Azure
 * only are not looked at.
 * @param address of the machine @returns the rule's name, or undefined when it may call
 */
export function denialOf(group: Resource, address: string): string | undefined {
  const first = listAt(group.properties, 'securityRules')
    .map((rule) => ({ name: textAt(rule, 'name'), properties: asObject(asObject(rule)['properties']) }))
    .filter(({ properties }) => lowerAt(properties, 'direction') === 'outbound' && isAbout(properties, address))
    .sort((one, other) => Number(one.properties['priority']) - Number(other.properties['priority']))[0];
  return first && lowerAt(first.properties, 'access') !== 'allow' ? first.name : undefined;
}

const isAbout = (rule: Json, address: string): boolean =>
  ['*', 'tcp'].includes(lowerAt(rule, 'protocol')) &&
  prefixes(rule, 'sourceAddressPrefix', 'sourceAddressPrefixes').some((prefix) => isFrom(prefix, address)) &&
  prefixes(rule, 'sourcePortRange', 'sourcePortRanges').some((range) => ['*', '0-65535'].includes(range)) &&
  prefixes(rule, 'destinationAddressPrefix', 'destinationAddressPrefixes').some((one) => everywhere.includes(one)) &&
  prefixes(rule, 'destinationPortRange', 'destinationPortRanges').some(hasPort);

const lowerAt = (rule: Json, member: string): string => textAt(rule, member).toLowerCase();

/** Azure takes one, or a list of them. */
const prefixes = (rule: Json, one: string, many: string): string[] =>
  [textAt(rule, one), ...listAt(rule, many).map(String)]
    .filter((text) => text !== '')
    .map((text) => text.toLowerCase());

function isFrom(prefix: string, address: string): boolean {
  if (['*', 'virtualnetwork'].includes(prefix)) return true;
  const range = parseAddressRange(prefix.includes('/') ? prefix : `${prefix}/32`);
  const own = parseAddressRange(`${address}/32`);
  return range !== undefined && own !== undefined && contains(range, own);
}

function hasPort(range: string): boolean {
  if (range === '*') return true;
  const [first = '', last = first] = range.split('-');
  return Number(first) <= port && port <= Number(last);
}
