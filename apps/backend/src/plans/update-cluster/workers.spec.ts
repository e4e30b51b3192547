import { profileOf } from './workers.ts';

describe('profileOf', () => {
  const set = {
    name: 'demo-abcde-worker-west1',
    role: 'worker',
    replicas: 4,
    vmSize: 'Standard_D8s_v5',
    diskSizeGB: 256,
    subnet: { resourceGroup: 'network', network: 'vnet', name: 'worker' },
    encryptionAtHost: false,
  };

  it('says what a MachineSet makes as a worker profile of its name', () => {
    expect(profileOf(set, { subscriptionId: 's' })).toEqual({
      name: 'demo-abcde-worker-west1',
      vmSize: 'Standard_D8s_v5',
      diskSizeGB: 256,
      subnetId:
        '/subscriptions/s/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/vnet/subnets/worker',
      count: 4,
      encryptionAtHost: 'Disabled',
    });
  });

  it('has the disk encryption set of its disks, and whether they are encrypted at the host', () => {
    const encrypted = { ...set, encryptionAtHost: true, diskEncryptionSetId: '/des' };

    expect(profileOf(encrypted, { subscriptionId: 's' })).toMatchObject({
      encryptionAtHost: 'Enabled',
      diskEncryptionSetId: '/des',
    });
  });
});
