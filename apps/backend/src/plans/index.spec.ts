import { type Azure } from '@aro-rp/azure';
import { queueDefinitions, redeliveredFor } from '@aro-rp/messaging';
import { hours, milliseconds } from '@aro-rp/time';
import { catalogue, createPlanBook, type PlanBookOptions } from './index.ts';

/**
 * P1: the step lists of every release, by plan and version. Documents hold these names, and a plan is run by the list
 * that it was accepted with: to this table may only be added. A list that has to change gets the next version.
 */
const released: Record<string, readonly string[]> = {
  'create-cluster 1': [
    'reserve-dns-name',
    'ensure-resource-group',
    'deploy-network-security-group',
    'network-security-group-ready',
    'record-endpoints',
  ],
  'update-cluster 1': ['record-update'],
  'delete-cluster 1': ['delete-resource-group', 'resource-group-gone', 'delete-dns-record', 'confirm-gone'],
};

it('runs each plan by the list of steps that was released with it (P1)', () => {
  const held = catalogue.plans.map(({ kind, version, steps }) => [`${kind} ${version}`, steps.map(({ name }) => name)]);

  expect(held).toEqual(held.map(([name]) => [name, released[String(name)]]));
});

it('has no plan that a message could not outlive, with the queues as they are (W10)', () => {
  const given = milliseconds(Math.min(...queueDefinitions.map(redeliveredFor)));

  expect(() => createPlanBook(optionsWith(given))).not.toThrow();
});

it('is refused when a plan has a deadline that its message may not live to see', () => {
  expect(() => createPlanBook(optionsWith(hours(2)))).toThrow('create-cluster version 1 has 2h');
});

const optionsWith = (given: PlanBookOptions['redeliveredFor']): PlanBookOptions => ({
  azure: {} as Azure,
  subscriptions: { get: async () => undefined },
  dns: { name: 'west.example.com', resourceGroup: 'dns', subscriptionId: 's' },
  frozenFor: milliseconds(0),
  redeliveredFor: given,
});
