import { planTemplate, type TemplatePlan } from './index.ts';
import { readJsonText } from './json-text.ts';

export const group = '/subscriptions/S/resourceGroups/G';
export const networks = `${group}/providers/Microsoft.Network/virtualNetworks`;

/** A template with these members, and what it needs besides. */
export const templateOf = (members: object) => ({
  $schema: 'schema',
  contentVersion: '1.0.0.0',
  resources: [],
  ...members,
});

/** A virtual network. */
export const network = (name: string, more: object = {}) => ({
  type: 'Microsoft.Network/virtualNetworks',
  apiVersion: '2023-11-01',
  name,
  ...more,
});

/** Plans a template as if it had been sent as indented JSON to the group. */
export function plan(members: object, parameters: unknown = {}): TemplatePlan {
  const { value, positionOf } = readJsonText(JSON.stringify(templateOf(members), undefined, 2));
  return planTemplate({
    template: value,
    parameters,
    place: { subscriptionId: 'S', resourceGroup: 'G' },
    surroundings: {
      subscriptionId: 'S',
      resourceGroup: 'G',
      resourceGroupInfo: { id: group, location: 'eastus' },
      subscription: { id: '/subscriptions/S' },
      environment: {},
      deployment: { name: 'D' },
    },
    now: () => Date.parse('2026-11-22T00:00:00Z'),
    newGuid: () => 'new-guid',
    positionOf,
  });
}
