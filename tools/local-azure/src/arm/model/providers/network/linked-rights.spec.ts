import { linkedRights } from './linked-rights.ts';
import { idOf } from './testing.ts';

describe('linked rights', () => {
  it('are found wherever a reference stands, each once', () => {
    const subnet = idOf('virtualNetworks/v/subnets/s');
    const pool = idOf('loadBalancers/l/backendAddressPools/p');
    const configuration = (name: string) => ({
      name,
      properties: { subnet: { id: subnet }, loadBalancerBackendAddressPools: [{ id: pool }] },
    });

    const found = linkedRights({
      ipConfigurations: [configuration('a'), configuration('b')],
      networkSecurityGroup: { id: idOf('networkSecurityGroups/g') },
    });

    expect(found).toEqual([
      { id: subnet, action: 'Microsoft.Network/virtualNetworks/subnets/join/action' },
      { id: pool, action: 'Microsoft.Network/loadBalancers/backendAddressPools/join/action' },
      { id: idOf('networkSecurityGroups/g'), action: 'Microsoft.Network/networkSecurityGroups/join/action' },
    ]);
  });

  it('are not asked for what a resource says of itself', () => {
    const rule = {
      properties: {
        frontendIPConfiguration: { id: idOf('loadBalancers/l/frontendIPConfigurations/f') },
        backendAddressPool: { id: idOf('loadBalancers/l/backendAddressPools/p') },
      },
    };

    expect(linkedRights({ loadBalancingRules: [rule], subnet: null, publicIPAddress: { id: '' } })).toEqual([]);
  });
});
