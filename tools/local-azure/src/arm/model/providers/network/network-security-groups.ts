import { randomUUID } from 'node:crypto';
import { isText, type Json } from '../../json.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { type Entry, entryChanges, entryType, readEntries, showEntries } from './entries.ts';
import { badRequest, networkDefaults, refersTo } from './shared.ts';
import { networkTypes } from './type-names.ts';

const name = 'networkSecurityGroups';

/** Microsoft.Network/networkSecurityGroups: rules inside it, subnets and interfaces that use it, refused while one does. */
export const networkSecurityGroup: ResourceType = {
  ...networkDefaults,
  name,
  kind: 'regional',
  accept(request) {
    const { id, properties, current } = request;
    const rules = readEntries(properties, 'securityRules', id).map((rule) => acceptRule(rule, id));
    refuseConflicts(rules, id);
    const accepted = {
      resourceGuid: current?.properties['resourceGuid'] ?? randomUUID(),
      securityRules: rules,
    };
    return { properties: accepted, children: entryChanges(request, name, ['securityRules'], accepted) };
  },
  show(resource, view) {
    const subnets = usersOf(resource, view, networkTypes.subnet);
    const nics = usersOf(resource, view, networkTypes.networkInterface);
    return {
      ...resource.properties,
      securityRules: showEntries(resource, 'securityRules', view),
      defaultSecurityRules: defaultRules.map((rule) => showDefault(rule, resource)),
      ...(subnets.length === 0 ? {} : { subnets: subnets.map((id) => ({ id })) }),
      ...(nics.length === 0 ? {} : { networkInterfaces: nics.map((id) => ({ id })) }),
    };
  },
  refuseDelete(resource, view) {
    const { subnet, networkInterface } = networkTypes;
    const users = [subnet, networkInterface].flatMap((type) => usersOf(resource, view, type));
    if (users.length === 0) return undefined;
    return badRequest(
      'InUseNetworkSecurityGroupCannotBeDeleted',
      `Network security group ${resource.id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    );
  },
};

/** Microsoft.Network/networkSecurityGroups/securityRules. */
export const securityRule = entryType(networkSecurityGroup, 'securityRules', true);

const usersOf = (group: Resource, view: ResourceView, type: string): string[] =>
  view
    .ofType(undefined, type)
    .filter(({ properties }) => refersTo(properties, 'networkSecurityGroup', group.id))
    .map(({ id }) => id);

function acceptRule({ name: rule, properties }: Entry, group: string): Entry {
  const where = `${group}/securityRules/${rule}`;
  for (const member of ['protocol', 'access', 'direction'])
    if (!isText(properties[member]))
      throw badRequest(
        'SecurityRuleParameterMissing',
        `Required security rule parameter is missing: ${member}. Rule: ${where}.`,
      );
  const { priority } = properties;
  if (!Number.isInteger(priority) || Number(priority) < 100 || Number(priority) > 4096)
    throw badRequest(
      'SecurityRuleInvalidPriority',
      `Security rule has invalid Priority. Value provided: ${String(priority)} Allowed range 100-4096. Rule: ${where}.`,
    );
  return { name: rule, properties };
}

function refuseConflicts(rules: Entry[], group: string): void {
  const seen = new Map<string, string>();
  for (const { name: rule, properties } of rules) {
    const place = `${String(properties['direction'])} ${String(properties['priority'])}`.toLowerCase();
    const other = seen.get(place);
    if (other !== undefined)
      throw badRequest(
        'SecurityRuleConflict',
        `Security rule ${rule} conflicts with rule ${other} of ${group}. Rules cannot have the same Priority and Direction.`,
      );
    seen.set(place, rule);
  }
}

function showDefault(rule: Entry, group: Resource): Json {
  return {
    name: rule.name,
    id: `${group.id}/defaultSecurityRules/${rule.name}`,
    etag: `W/"${group.etag}"`,
    type: `${group.type}/defaultSecurityRules`,
    properties: { provisioningState: 'Succeeded', ...rule.properties },
  };
}

const defaultRule = (
  rule: string,
  direction: string,
  access: string,
  priority: number,
  source: string,
  destination: string,
): Entry => ({
  name: rule,
  properties: {
    protocol: '*',
    sourcePortRange: '*',
    destinationPortRange: '*',
    sourceAddressPrefix: source,
    destinationAddressPrefix: destination,
    access,
    priority,
    direction,
  },
});

/** The rules that every group has. */
const defaultRules = [
  defaultRule('AllowVnetInBound', 'Inbound', 'Allow', 65000, 'VirtualNetwork', 'VirtualNetwork'),
  defaultRule('AllowAzureLoadBalancerInBound', 'Inbound', 'Allow', 65001, 'AzureLoadBalancer', '*'),
  defaultRule('DenyAllInBound', 'Inbound', 'Deny', 65500, '*', '*'),
  defaultRule('AllowVnetOutBound', 'Outbound', 'Allow', 65000, 'VirtualNetwork', 'VirtualNetwork'),
  defaultRule('AllowInternetOutBound', 'Outbound', 'Allow', 65001, '*', 'Internet'),
  defaultRule('DenyAllOutBound', 'Outbound', 'Deny', 65500, '*', '*'),
];
