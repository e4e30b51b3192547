import { exampleClusterOf, exampleId, exampleLocation, exampleRunningCluster } from '../../examples.ts';
import { versions } from '../registry.ts';
import { refusalsOf } from '../v2022-04-01/requests.fixture.ts';
import { adminVersion } from './version.ts';

const place = { id: exampleId, location: exampleLocation };
const current = exampleRunningCluster();
const patch = (body: unknown) => adminVersion.apply({ ...place, method: 'PATCH', body, current });

describe('the version of administrators', () => {
  it('is none that ARM can ask for', () => {
    expect(versions.has('admin')).toBe(false);
  });

  it('shows the states behind the shown one, and what only one other version says', () => {
    const failed = {
      ...current,
      properties: { ...current.properties, provisioningState: 'Failed', failedProvisioningState: 'Updating' } as const,
    };

    expect(adminVersion.toExternal(failed)).toMatchObject({
      properties: {
        provisioningState: 'Failed',
        failedProvisioningState: 'Updating',
        networkProfile: { softwareDefinedNetwork: 'OVNKubernetes' },
      },
    });
  });

  it('makes no cluster', () => {
    const body = exampleClusterOf('2025-07-25');

    expect(refusalsOf(() => adminVersion.apply({ ...place, method: 'PUT', body }))).toEqual(['RequestNotAllowed ']);
  });

  it('accepts what it has shown, and changes nothing by it', () => {
    expect(patch(adminVersion.toExternal(current)).cluster).toBe(current);
    expect(patch({}).cluster).toBe(current);
  });

  it('takes a task of maintenance, and no other word', () => {
    const { cluster } = patch({ properties: { maintenanceTask: 'CertificatesRenewal' } });

    expect(cluster.properties.maintenanceTask).toBe('CertificatesRenewal');
    expect(refusalsOf(() => patch({ properties: { maintenanceTask: 'OperatorUpdate' } }))).toEqual([
      'InvalidParameter properties.maintenanceTask',
    ]);
  });

  it.each<[unknown, string]>([
    [{ tags: { a: 'b' } }, 'PropertyChangeNotAllowed tags'],
    [
      { properties: { networkProfile: { loadBalancerProfile: { managedOutboundIps: { count: 2 } } } } },
      'PropertyChangeNotAllowed properties.networkProfile.loadBalancerProfile.managedOutboundIps.count',
    ],
    [
      { properties: { servicePrincipalProfile: { clientSecret: 'x' } } },
      'InvalidRequestContent properties.servicePrincipalProfile.clientSecret',
    ],
  ])('refuses %j', (body, refusal) => {
    expect(refusalsOf(() => patch(body))).toEqual([refusal]);
  });
});
