import { queueDefinitions, redeliveredFor } from '@aro-rp/messaging';
import { hours, milliseconds } from '@aro-rp/time';
import { catalogue, createPlanBook, type PlanBookOptions } from './index.ts';

/**
 * P1: the step lists of every release, by plan and version. Documents hold these names, and a plan is run by the list
 * that it was accepted with: to this table may only be added. A list that has to change gets the next version.
 */
const released: Record<string, readonly string[]> = {
  'create-cluster 3': [
    'validate',
    'reserve-dns-name',
    'choose',
    'ensure-resource-group',
    'assign-roles',
    'confirm-rights',
    'create-registry-token',
    'choose-router-address',
    'run-installer',
    'open-billing',
    'prepare-subnets',
    'deploy-base',
    'set-outbound-addresses',
    'assign-machine-identity',
    'attach-network-security-group',
    'publish-api-address',
    'publish-router-address',
    'connect-private-endpoint',
    'upload-ignition',
    'deploy-machines',
    'bootstrap-complete',
    'remove-bootstrap',
    'remove-ignition',
    'workers-running',
    'operators-available',
    'version-available',
    'settle-router-address',
    'configure-cluster',
    'record-credentials',
    'forget-ignition',
  ],
  'update-cluster 2': [
    'confirm-resource-group',
    'validate',
    'identify-service-principal',
    'assign-roles',
    'confirm-rights',
    'assign-machine-identity',
    'start-machines',
    'prepare-subnets',
    'attach-network-security-group',
    'set-outbound-addresses',
    'publish-api-address',
    'publish-router-address',
    'connect-private-endpoint',
    'renew-registry-token',
    'renew-kubeconfigs',
    'write-credentials',
    'credentials-in-use',
    'remove-former-roles',
    'settle-router-address',
    'configure-cluster',
    'record-workers',
  ],
  'admin-update-cluster 1': [
    'take-task',
    'confirm-resource-group',
    'assign-roles',
    'assign-machine-identity',
    'start-machines',
    'prepare-subnets',
    'attach-network-security-group',
    'set-outbound-addresses',
    'publish-api-address',
    'publish-router-address',
    'connect-private-endpoint',
    'renew-registry-token',
    'renew-kubeconfigs',
    'write-credentials',
    'credentials-in-use',
    'configure-cluster',
    'settle-router-address',
    'record-workers',
  ],
  'delete-cluster 3': [
    'delete-dns-records',
    'delete-private-endpoint',
    'delete-resources',
    'delete-role-assignments',
    'delete-resource-group',
    'resource-group-gone',
    'delete-registry-token',
    'delete-installation',
    'confirm-gone',
    'close-billing',
  ],
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
  expect(() => createPlanBook(optionsWith(hours(2)))).toThrow('create-cluster version 3 has 2h');
});

const optionsWith = (redelivered: PlanBookOptions['redeliveredFor']): PlanBookOptions => ({
  ...({} as PlanBookOptions),
  redeliveredFor: redelivered,
});
