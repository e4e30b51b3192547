import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { networkApiVersions } from './api-versions.ts';
import { badRequest, networkDefaults, referenceOf } from './shared.ts';

/** Microsoft.Network/networkSecurityGroups: rules inside it, subnets that use it, refused while one does. */
export const networkSecurityGroup: ResourceType = {
  ...networkDefaults,
  name: 'networkSecurityGroups',
  apiVersions: networkApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  accept({ id, properties }) {
    const rules = asList(properties['securityRules']).map((rule) => acceptRule(asObject(rule), id));
    refuseConflicts(rules, id);
    return { properties: { securityRules: rules } };
  },
  show(resource, view) {
    const users = subnetsOf(resource, view).map(({ id }) => ({ id }));
    return {
      securityRules: asList(resource.properties['securityRules']).map((rule) =>
        showRule(asObject(rule), resource, 'securityRules'),
      ),
      defaultSecurityRules: defaultRules.map((rule) => showRule(rule, resource, 'defaultSecurityRules')),
      ...(users.length === 0 ? {} : { subnets: users }),
    };
  },
  refuseDelete(resource, view) {
    const users = subnetsOf(resource, view).map(({ id }) => id);
    if (users.length === 0) return undefined;
    return badRequest(
      'InUseNetworkSecurityGroupCannotBeDeleted',
      `Network security group ${resource.id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    );
  },
};

function subnetsOf(group: Resource, view: ResourceView): Resource[] {
  const subscriptionId = parseResourcePath(group.id)?.subscriptionId ?? '';
  return view.ofType(subscriptionId, 'Microsoft.Network/virtualNetworks/subnets').filter((subnet) => {
    const used = referenceOf(subnet.properties, 'networkSecurityGroup');
    return used !== undefined && equalIds(used, group.id);
  });
}

function acceptRule(rule: Json, group: string): Json {
  const name = rule['name'];
  if (!isText(name)) throw badRequest('InvalidRequestFormat', `A security rule of ${group} has no name.`);
  const { provisioningState: _state, ...properties } = asObject(rule['properties']);
  const where = `${group}/securityRules/${name}`;
  for (const member of ['protocol', 'access', 'direction'])
    if (!isText(properties[member]))
      throw badRequest(
        'SecurityRuleParameterMissing',
        `Required security rule parameter is missing: ${member}. Rule: ${where}.`,
      );
  const priority = properties['priority'];
  if (!Number.isInteger(priority) || Number(priority) < 100 || Number(priority) > 4096)
    throw badRequest(
      'SecurityRuleInvalidPriority',
      `Security rule has invalid Priority. Value provided: ${String(priority)} Allowed range 100-4096. Rule: ${where}.`,
    );
  return { name, properties };
}

function refuseConflicts(rules: Json[], group: string): void {
  const seen = new Map<string, unknown>();
  for (const rule of rules) {
    const { direction, priority } = asObject(rule['properties']);
    const place = `${String(direction)} ${String(priority)}`;
    if (seen.has(place))
      throw badRequest(
        'SecurityRuleConflict',
        `Security rule ${String(rule['name'])} conflicts with rule ${String(seen.get(place))} of ${group}. Rules cannot have the same Priority and Direction.`,
      );
    seen.set(place, rule['name']);
  }
}

function showRule(rule: Json, group: Resource, collection: string): Json {
  return {
    name: rule['name'],
    id: `${group.id}/${collection}/${String(rule['name'])}`,
    etag: `W/"${group.etag}"`,
    type: `Microsoft.Network/networkSecurityGroups/${collection}`,
    properties: { provisioningState: 'Succeeded', ...asObject(rule['properties']) },
  };
}

const defaultRule = (
  name: string,
  direction: string,
  access: string,
  priority: number,
  source: string,
  destination: string,
): Json => ({
  name,
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
