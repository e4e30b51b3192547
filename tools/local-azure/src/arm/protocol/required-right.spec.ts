import { requiredRight } from './required-right.ts';

const s = '/subscriptions/s';
const g = `${s}/resourceGroups/g`;
const net = 'Microsoft.Network';
const vnet = `${g}/providers/${net}/virtualNetworks/v`;
const rbac = 'Microsoft.Authorization';
const cluster = `${g}/providers/Microsoft.RedHatOpenShift/openShiftClusters/c`;

describe('the right that a request needs', () => {
  it.each([
    ['PUT', g, 'Microsoft.Resources/subscriptions/resourceGroups/write', g],
    ['HEAD', g, 'Microsoft.Resources/subscriptions/resourceGroups/read', g],
    ['DELETE', g, 'Microsoft.Resources/subscriptions/resourceGroups/delete', g],
    ['PATCH', vnet, `${net}/virtualNetworks/write`, vnet],
    ['GET', `${vnet}/subnets/x`, `${net}/virtualNetworks/subnets/read`, `${vnet}/subnets/x`],
    ['GET', `${vnet}/subnets`, `${net}/virtualNetworks/subnets/read`, vnet],
    ['GET', `${g}/providers/${net}/virtualNetworks`, `${net}/virtualNetworks/read`, g],
    ['GET', `${s}/providers/${net}/virtualNetworks`, `${net}/virtualNetworks/read`, s],
    [
      'GET',
      `${s}/providers/Microsoft.Compute/locations/l/usages`,
      'Microsoft.Compute/locations/usages/read',
      `${s}/providers/Microsoft.Compute/locations/l`,
    ],
    [
      'POST',
      `${cluster}/listCredentials`,
      'Microsoft.RedHatOpenShift/openShiftClusters/listCredentials/action',
      cluster,
    ],
    ['POST', `${s}/providers/${net}/register`, `${net}/register/action`, s],
    [
      'PUT',
      `${g}/providers/Microsoft.Resources/deployments/d`,
      'Microsoft.Resources/deployments/write',
      `${g}/providers/Microsoft.Resources/deployments/d`,
    ],
    [
      'POST',
      `${g}/providers/Microsoft.Resources/deployments/d/validate`,
      'Microsoft.Resources/deployments/validate/action',
      `${g}/providers/Microsoft.Resources/deployments/d`,
    ],
    [
      'PUT',
      `${vnet}/providers/${rbac}/roleAssignments/n`,
      `${rbac}/roleAssignments/write`,
      `${vnet}/providers/${rbac}/roleAssignments/n`,
    ],
    ['GET', `${cluster}/providers/${rbac}/roleAssignments`, `${rbac}/roleAssignments/read`, cluster],
    [
      'POST',
      `${s}/providers/Microsoft.Features/providers/N/features/f/register`,
      'Microsoft.Features/providers/features/register/action',
      `${s}/providers/Microsoft.Features/providers/N/features/f`,
    ],
  ])('%s %s is %s on %s', (method, path, action, scope) => {
    expect(requiredRight(method, path)).toEqual({ kind: 'action', action, scope });
  });

  it.each([
    ['GET', s],
    ['GET', `${s}/providers`],
    ['GET', `${s}/providers/${net}`],
    ['GET', `${s}/resourceGroups`],
    ['GET', `${s}/resources`],
    ['GET', `${g}/resources`],
  ])('%s %s is for whoever has anything in the subscription', (method, path) => {
    expect(requiredRight(method, path)).toMatchObject({ kind: 'knowledge', subscriptionId: 's' });
  });

  it.each([
    ['GET', '/subscriptions'],
    ['GET', `/providers/${rbac}/roleDefinitions`],
    ['GET', `${vnet}/providers/${rbac}/permissions`],
    ['GET', `${s}/operationresults/1`],
    ['GET', `${s}/providers/${net}/locations/eastus/operations/1`],
    ['GET', `${s}/providers/Microsoft.RedHatOpenShift/locations/eastus/operationsstatus/1`],
  ])('%s %s needs none', (method, path) => {
    expect(requiredRight(method, path)).toEqual({ kind: 'none' });
  });
});
